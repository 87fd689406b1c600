"""Pages of the list of customers at any depth, against the same statements by psycopg2."""

from collections.abc import Iterator

from django.db.models import QuerySet

from accounts.models import User
from bench import raw
from bench.figures import Figure, median
from common.paging import KeysetPage
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


def cursor_in_the_middle(customers: QuerySet) -> str:
    """Found by the name of a customer as good as any: to look for the very middle would take a minute."""
    middle = Customer.objects.filter(pk__gte=Customer.objects.latest("pk").pk // 2, name__startswith="M").first()
    return KeysetPage(customers.filter(name__gte=middle.name), order=("name", "id"), params={}).next_cursor
