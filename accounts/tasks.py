from celery import shared_task
from django.utils import timezone

from accounts import services


@shared_task(name="accounts.list_earlier_changes")
def list_earlier_changes() -> int:
    """Complete the list of changes after an upgrade; nothing to do on all other days."""
    return services.list_earlier_changes()


@shared_task(name="accounts.purge_api_answers")
def purge_api_answers() -> int:
    """Forget what the API answered more than a day ago."""
    return services.purge_api_answers(at=timezone.now())
