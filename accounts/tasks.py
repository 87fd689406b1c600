from celery import shared_task

from accounts import services


@shared_task(name="accounts.list_earlier_changes")
def list_earlier_changes() -> int:
    """Complete the list of changes after an upgrade; nothing to do on all other days."""
    return services.list_earlier_changes()
