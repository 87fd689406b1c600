from celery import shared_task
from django.utils import timezone

from complaints import services


@shared_task(name="complaints.warn_of_deadlines")
def warn_of_deadlines() -> int:
    """Tell those on the ladder of promises that are running out."""
    return services.warn_of_deadlines(at=timezone.now())


@shared_task(name="complaints.purge_drafts")
def purge_drafts() -> int:
    """Delete drafts that nobody went on with for a month."""
    return services.purge_drafts(at=timezone.now())


@shared_task(name="complaints.close_accepted_complaints")
def close_accepted_complaints() -> int:
    """Close what was resolved and not refused within the days of the policy."""
    return services.close_accepted_complaints(at=timezone.now())


@shared_task(name="complaints.send_promise_digests")
def send_promise_digests() -> tuple[int, int]:
    """Remind owners of promises that are late, and tell managers of those that are late too long."""
    return services.send_promise_digests(at=timezone.now())


@shared_task(name="complaints.read_mailbox")
def read_mailbox() -> int:
    """Bring in new e-mail, then make of it what it is: complaints, answers, or something for somebody to look at."""
    services.read_mailbox(at=timezone.now())
    return services.take_waiting_mails(at=timezone.now())


@shared_task(name="complaints.purge_files")
def purge_files() -> int:
    """Let go of messages as they came, and of files of which there is no row."""
    return services.purge_mails(at=timezone.now()) + services.purge_attachments(at=timezone.now())


@shared_task(name="complaints.take_silence_readings")
def take_silence_readings() -> int:
    """Listen, once a day, whether customers complain less than was to be expected."""
    return services.take_silence_readings(at=timezone.now())
