"""Finding a caller while typing, against one look-up by primary key."""

import random
from collections.abc import Iterator

from accounts.models import User
from bench import raw
from bench.figures import Figure, measure, median, p95
from customers.models import Customer, Phone
from customers.queries import search_customers

SAMPLES = 60


def figures(manager: User) -> Iterator[Figure]:
    rng = random.Random(1)
    some = list(Customer.objects.order_by("id").values_list("pk", flat=True)[:5000])
    phones = list(Phone.objects.filter(customer__in=some).values_list("digits", flat=True)[:SAMPLES])
    names = list(Customer.objects.filter(pk__in=some).values_list("name", flat=True)[:SAMPLES])
    floor = median(raw.fetch(Customer.objects.filter(pk=some[0])))
    look_up = "one row by primary key"
    yield Figure("search, 7 digits of a phone, p95", slowest([p[-7:] for p in phones]), "ms", floor, look_up)
    mistyped = [mistype(name, rng) for name in names]
    yield Figure("search, name with a typo, p95", slowest(mistyped), "ms", floor, look_up, "<= 50 ms at 1M")


def slowest(texts: list[str]) -> float:
    return p95([measure(lambda text=text: search_customers(text), times=1)[0] for text in texts])


def mistype(name: str, rng: random.Random) -> str:
    """Two neighbouring letters in the wrong order."""
    place = rng.randrange(1, len(name) - 2)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
