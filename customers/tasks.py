from celery import shared_task
from django.utils import timezone

from customers import services
from customers.models import NameWord


@shared_task(name="customers.recompute_standings")
def recompute_standings() -> int:
    """Bring everybody's standing up to today."""
    at = timezone.now()
    return services.recompute_standings(today=timezone.localdate(at), at=at)


@shared_task(name="customers.tidy_name_words")
def tidy_name_words() -> int:
    """Forget the words of names that were changed or erased; the next round goes on where this one stops."""
    return services.tidy_words(NameWord)


@shared_task(name="customers.count_name_words")
def count_name_words() -> None:
    services.count_words(NameWord)
