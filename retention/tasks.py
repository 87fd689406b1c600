from celery import shared_task
from django.utils import timezone

from retention import services


@shared_task(name="retention.close_ended_years")
def close_ended_years() -> None:
    """Close what has ended since the last run."""
    services.close_ended_years(today=timezone.localdate(), at=timezone.now())


@shared_task(name="retention.refresh_running_year")
def refresh_running_year() -> None:
    """Keep the figures of the running year fresh, so that the dashboard only reads."""
    services.refresh_running_year(today=timezone.localdate(), at=timezone.now())
