"""The Celery application. Tasks are only bells: all state is in PostgreSQL rows."""

import os

import pghistory
from celery import Celery, Task

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings")


class AuditedTask(Task):
    """Changes made by a task carry its name in the audit trail."""

    def __call__(self, *args, **kwargs):
        with pghistory.context(task=self.name):
            return super().__call__(*args, **kwargs)


app = Celery("crm_site", task_cls=AuditedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
