"""Pages of lists at any depth, and the queues, against the same statements by psycopg2."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from bench import raw
from bench.figures import Figure, median
from common.paging import KeysetPage
from complaints.queries import TABS, queue
from customers.models import Customer
from customers.queries import with_first_phone

SAME = "the same statement by psycopg2"


def figures(manager: User) -> Iterator[Figure]:
    customers = with_first_phone(Customer.objects.current()).select_related("department").order_by("name", "id")
    params = {"after": cursor_in_the_middle(customers)}
    first = median(lambda: KeysetPage(customers, order=("name", "id"), params={}))
    deep = median(lambda: KeysetPage(customers, order=("name", "id"), params=params))
    yield Figure("customers, first page", first, "ms", median(raw.fetch(customers[:51])), SAME)
    yield Figure("customers, page in the middle", deep, "ms", first, "the first page", "<= 3 x")
    for tab in ("open", "overdue"):
        rows = queue(user=manager, tab=tab, at=timezone.now())
        page = median(lambda rows=rows, tab=tab: KeysetPage(rows, order=TABS[tab], params={}))
        floor = median(raw.fetch(rows[:51]))
        yield Figure(f"complaints, {tab}", page, "ms", floor, SAME, "floor <= 1 ms")


def cursor_in_the_middle(customers: QuerySet) -> str:
    """Found by the name of a customer as good as any: to look for the very middle would take a minute."""
    middle = Customer.objects.filter(pk__gte=Customer.objects.latest("pk").pk // 2, name__startswith="M").first()
    return KeysetPage(customers.filter(name__gte=middle.name), order=("name", "id"), params={}).next_cursor
