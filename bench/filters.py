"""The list of customers in each of its orders and narrowed by its filters, against the same statements by psycopg2."""

from collections.abc import Iterator

from django.http import QueryDict

from accounts.models import Department, User
from bench.figures import Figure
from bench.paging import count, page_of
from common.counts import count_of
from customers import columns
from customers.filters import CustomerFilter
from customers.models import Customer
from customers.queries.listing import ORDERS, order_of, sortable


def figures(manager: User) -> Iterator[Figure]:
    shown = columns.chosen([], columns.columns_for(manager))
    for order in ORDERS.values():
        rows = columns.prepared(sortable(Customer.objects.current(), order), shown)
        yield page_of(f"customers by {order.key}", rows, order.fields)
    for name, address in addresses().items():
        params = QueryDict(address)
        found = CustomerFilter(params, user=manager)
        if missing := sorted(set(params) - set(found.filters) - {"sort"}):
            print(f"There is no filter {', '.join(missing)}.", flush=True)
            continue
        order = order_of(params.get("sort", ""))
        rows = columns.prepared(sortable(found.qs, order), shown)
        yield count(f"count of customers, {name}", found.qs)
        yield page_of(f"customers, {name}", rows, order.fields, is_short=count_of(found.qs).is_short)


def addresses() -> dict[str, str]:
    """What people choose, as it stands in the address."""
    department = Department.objects.order_by("pk")[0].pk
    return {
        "standing primary": "standing=primary",
        "a tag": "tags=reseller",
        "one of two tags": "tags=reseller,VIP&tags_match=any",
        "stage": "stage=repeat",
        "department": f"department={department}",
        "further field": "custom_group=group_3",
        "city": "city=Medan",
        "organisations": "party_type=organisation",
        "birthday in May": "birthday=5",
        "age 30 to 35": "age_from=30&age_to=35",
        "English": "language=en",
        "do not contact": "no_contact=yes",
        "no phone number": "phone=no",
        "added this year": "created_from=2026-01-01&sort=-created",
        "last purchase before this year": "bought_to=2025-12-31",
        "tag and city": "tags=reseller&city=Medan",
        "standing and department": f"standing=primary&department={department}",
        "further field and tag, nobody": "custom_group=group_3&tags=VIP",
        "organisations of a city, newest first": "party_type=organisation&city=Medan&sort=-created",
    }
