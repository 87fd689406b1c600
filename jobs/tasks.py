from celery import shared_task
from django.utils import timezone

from jobs import services

# A step that must be one transaction (a million imported rows) may take minutes. Should the broker believe the task
# lost and hand it to another worker, that one finds the runner's lock taken.
LONGEST_SECONDS = 3600


@shared_task(name="jobs.run_jobs", soft_time_limit=LONGEST_SECONDS - 60, time_limit=LONGEST_SECONDS)
def run_jobs() -> int:
    """Work on what people asked for, for a bounded time."""
    return services.run_jobs()


@shared_task(name="jobs.purge_results")
def purge_results() -> int:
    """Delete files and notes that were kept long enough."""
    at = timezone.now()
    services.purge_changes(at=at)
    return services.purge_results(at=at)
