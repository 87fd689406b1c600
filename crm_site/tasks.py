from celery import shared_task
from django.utils import timezone

from crm_site import health


@shared_task(name="crm_site.record_worker_heartbeat")
def record_worker_heartbeat() -> None:
    health.record_worker_heartbeat(timezone.now())
