"""Whole pages of a signed-in manager, against a view that says one word."""

import time
from collections.abc import Iterator

from django.test import Client

from accounts.models import User
from bench.figures import Figure, median

PAGES = {
    "page, list of customers": "/customers/",
    "page, complaint queue": "/complaints/?tab=open",
    "page, home": "/",
}


def figures(manager: User) -> Iterator[Figure]:
    client = Client(HTTP_HOST="localhost")
    client.force_login(manager)
    floor = median(lambda: client.get("/healthz"), clock=time.process_time)
    for name, address in PAGES.items():
        if client.get(address).status_code != 200:
            raise RuntimeError(f"{address} does not answer.")
        cost = median(lambda address=address: client.get(address), clock=time.process_time)
        yield Figure(name, cost, "ms CPU", floor, "/healthz, signed in", "<= 25 x")
