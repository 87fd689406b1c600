from dataclasses import asdict

from celery import shared_task
from django.utils import timezone

from customers import services
from customers.imports import wizard
from customers.models.words import SearchWord
from customers.services import escalation


@shared_task(name="customers.adopt_tags")
def adopt_tags() -> int:
    """Bring the register of tags and the customers together, whatever imports wrote."""
    return services.adopt_tags(at=timezone.now())


@shared_task(name="customers.refresh_standings")
def refresh_standings() -> int:
    """Bring standings and stages up to now, and see that everybody was looked at under the rules in force."""
    at = timezone.now()
    services.recompute_everybody_once(at=at)
    return services.refresh_standings(today=timezone.localdate(at), at=at).moved


@shared_task(name="customers.send_follow_up_digests")
def send_follow_up_digests() -> dict[str, int]:
    """Remind owners of what is late, and tell managers what is late too long."""
    return asdict(escalation.send_follow_up_digests(at=timezone.now()))


@shared_task(name="customers.purge_imports")
def purge_imports() -> int:
    """Forget files that were uploaded and left lying."""
    return wizard.purge(at=timezone.now())


@shared_task(name="customers.scan_duplicates")
def scan_duplicates() -> None:
    """Begin tonight's search for duplicates, once; forget what merges kept for an undoing that is over."""
    at = timezone.now()
    services.start_due_scan(at=at)
    services.forget_taken(at=at)


@shared_task(name="customers.tidy_search_words")
def tidy_search_words() -> int:
    """Forget the words of texts that were changed or erased; the next round goes on where this one stops."""
    return sum(services.tidy_words(words) for words in SearchWord.__subclasses__())


@shared_task(name="customers.count_search_words")
def count_search_words() -> None:
    for words in SearchWord.__subclasses__():
        services.count_words(words)
