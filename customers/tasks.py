from celery import shared_task
from django.utils import timezone

from customers import services
from customers.imports import wizard


@shared_task(name="customers.recompute_standings")
def recompute_standings() -> int:
    """Bring everybody's standing up to today."""
    at = timezone.now()
    return services.recompute_standings(today=timezone.localdate(at), at=at)


@shared_task(name="customers.purge_imports")
def purge_imports() -> int:
    """Forget files that were uploaded and left lying."""
    return wizard.purge(at=timezone.now())
