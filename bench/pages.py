"""Whole pages of a signed-in manager, against a view that says one word."""

import time
from collections.abc import Iterator

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.figures import Figure, median
from customers.models import Customer

PAGES = {
    "list of customers": "/customers/",
    "list of customers, 50 rows": "/customers/?size=50",
    "complaint queue": "/complaints/?tab=open",
    "home": "/",
}
# Generated registries have their best buyers among the first.
FIRST = 20


def figures(manager: User) -> Iterator[Figure]:
    client = Client(HTTP_HOST="localhost")
    client.force_login(manager)
    floor = median(lambda: client.get("/healthz"), clock=time.process_time)
    for name, address in {**PAGES, **records()}.items():
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        statements = len(captured)  # the next request empties the log
        if answer.status_code != 200:
            print(f"{address} answers {answer.status_code}.", flush=True)
            continue
        cost = median(lambda address=address: client.get(address), clock=time.process_time)
        yield Figure(f"page, {name}", cost, "ms CPU", floor, "/healthz, signed in", "<= 25 x")
        yield Figure(f"page, {name}, statements", statements, "", 12, "what it should take", "<= 1 x")


def records() -> dict[str, str]:
    """The pages of somebody who buys often and of somebody who bought little or nothing."""
    first = Customer.objects.filter(pk__in=Customer.objects.order_by("pk").values("pk")[:FIRST])
    often = first.annotate(bought=Count("transactions")).order_by("-bought")[0]
    rarely = Customer.objects.latest("pk")
    return {
        f"a customer with {often.bought:,} transactions": often.get_absolute_url(),
        "a customer with hardly any": rarely.get_absolute_url(),
    }
