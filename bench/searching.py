"""Finding a caller while typing, kind of text by kind of text, against fetching the same rows by primary key."""

import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from accounts.models import User
from bench import raw
from bench.figures import Figure, measure, median, p95
from complaints.queries import search_complaints
from customers.models import Customer
from customers.queries import possible_duplicates, search_customers, with_first_phone

SAMPLES = 60
SAME_ROWS = "the same rows by primary key, psycopg2"
AIM = "<= 50 ms at 1M"


def figures(manager: User) -> Iterator[Figure]:
    rng = random.Random(1)
    highest = Customer.objects.order_by("-pk").values_list("pk", flat=True)[0]
    some = Customer.objects.filter(pk__in=rng.sample(range(1, highest), 2 * SAMPLES)).exclude(phones=None)
    people = list(with_first_phone(some)[:SAMPLES])
    names = [person.name for person in people]
    phones = [person.first_phone for person in people]
    mistyped = [mistype(name, rng) for name in names]
    texts = {
        "name": names,
        "name with a typo": mistyped,
        "one word of a name": [name.split()[-1] for name in names],
        "common names": ["budi", "siti", "sri", "agus", "dewi", "santoso", "lestari", "pt", "hidayat"],
        "2 letters": [name[:2] for name in names],
        "4 letters": [name[:4] for name in names],
        "two beginnings": [" ".join(word[:3] for word in name.split()[:2]) for name in names],
        "inside a word": [name.split()[-1][2:] for name in names if len(name.split()[-1]) > 4],
        **{f"last {length} digits": [phone[-length:] for phone in phones] for length in (3, 4, 5, 7)},
        **{f"{length} digits inside": [phone[4 : 4 + length] for phone in phones] for length in (3, 5)},
        "first 4 digits": [phone[:4] for phone in phones],
        "whole number": phones,
        "e-mail": [person.email for person in people if person.email],
        "customer number": [person.number for person in people],
        "nobody": ["xqzwv kjhg", "budi xyzzyq", "98765432101234", "7777777777", "nobody@nowhere.example"],
    }
    for name, examples in texts.items():
        yield figure(f"search, {name}", search_customers, examples)
    yield figure("duplicates while typing a name", lambda name: possible_duplicates(name=name), names)
    yield figure(
        "complaints by words",
        lambda text: search_complaints(user=manager, text=text),
        ["kamar", "air panas", "tagihan kamar", "kamr", "te", "tidak", "K-2025"],
    )
    found = [
        name in [hit.customer.name for hit in search_customers(typed)]
        for typed, name in zip(mistyped, names, strict=True)
    ]
    yield Figure("of mistyped names among the first ten", 100 * sum(found) / len(found), "%", 100, "all", ">= 90 %")


def figure(subject: str, search: Callable[[str], Sequence[Any]], texts: Sequence[str]) -> Figure:
    """The slow end of searches for some texts; p50 is in the subject's name."""
    search(texts[0])
    times = [measure(lambda text=text: search(text), times=1)[0] for text in texts]
    return Figure(
        f"{subject}, p95 (p50 {statistics.median(times):.1f})",
        p95(times),
        "ms",
        floor_of(search, texts),
        SAME_ROWS,
        AIM,
    )


def floor_of(search: Callable[[str], Sequence[Any]], texts: Sequence[str]) -> float:
    hits = next((hits for text in texts if (hits := search(text))), [])
    if not hits:
        return median(raw.query("SELECT 1"))
    model = Customer if hasattr(hits[0], "customer") and hasattr(hits[0], "matched") else type(hits[0])
    return median(raw.fetch(model.objects.filter(pk__in=[hit.pk for hit in hits])))


def mistype(name: str, rng: random.Random) -> str:
    """Two neighbouring letters in the wrong order."""
    place = rng.randrange(1, len(name) - 2)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
