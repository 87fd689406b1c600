from celery import shared_task
from django.utils import timezone

from jobs import services


@shared_task(name="jobs.run_jobs")
def run_jobs() -> int:
    """Work on what people asked for, for a bounded time."""
    return services.run_jobs()


@shared_task(name="jobs.purge_results")
def purge_results() -> int:
    """Delete files and notes that were kept long enough."""
    at = timezone.now()
    services.purge_changes(at=at)
    return services.purge_results(at=at)
