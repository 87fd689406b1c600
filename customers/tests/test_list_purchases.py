"""The list of customers by what they bought, how far the relation has come, and what is to be asked about again."""

import random
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.paging import KeysetPage
from customers.filters import CustomerFilter
from customers.models import Customer, CustomerActivity
from customers.queries.listing import ORDERS, sortable
from customers.services import merge_customers
from customers.tests.factories import CustomerFactory, NeedFactory, UserFactory

pytestmark = pytest.mark.django_db


def bought(days_ago: int | None, name: str = "", **fields) -> Customer:
    """A customer as the worker knows it: with the last purchase so many days ago, or without any."""
    customer = CustomerFactory(name=name or f"Bought {days_ago} ago", **fields)
    last_on = None if days_ago is None else timezone.localdate() - timedelta(days=days_ago)
    CustomerActivity.objects.create(customer=customer, purchases=0 if days_ago is None else 1, last_on=last_on)
    return customer


def names(query: str) -> list[str]:
    found = CustomerFilter(dict(part.split("=") for part in query.split("&")), user=UserFactory(full_name="x"))
    assert found.form.is_valid(), found.form.errors
    return sorted(found.qs.values_list("name", flat=True))


def test_customers_are_found_by_their_last_purchase():
    for days in (3, 30, 31, None):
        bought(days)
    CustomerFactory(name="Never looked at")
    today = timezone.localdate()
    assert names("quiet_for=30") == ["Bought 30 ago", "Bought 31 ago"]
    assert names(f"bought_from={today - timedelta(days=30)}&bought_to={today - timedelta(days=4)}") == ["Bought 30 ago"]
    assert names("bought=yes") == ["Bought 3 ago", "Bought 30 ago", "Bought 31 ago"]
    assert names("bought=no") == ["Bought None ago", "Never looked at"]


def test_whom_to_ask_again_is_found_also_by_what_was_noted_at_a_folded_record():
    today = timezone.localdate()
    NeedFactory(customer=(folded := CustomerFactory(name="Folded")), review_on=today)
    NeedFactory(customer__name="Asked", review_on=today + timedelta(days=1))
    NeedFactory(customer__name="Past", review_on=today, ended_at=timezone.now())
    merge_customers(duplicate=folded, survivor=CustomerFactory(name="Survivor"), at=timezone.now())
    assert names("need_review=yes") == ["Survivor"]
    assert names("need_review=no") == ["Asked", "Past"]


STAGES = [stage for stage, _label in Customer.stage.field.choices]


def place(customer: Customer, key: str) -> tuple[bool, object]:
    """What an order goes by; nothing comes last, whichever way it goes."""
    if "stage" in key:
        return False, STAGES.index(customer.stage)
    day = getattr(getattr(customer, "activity", None), "last_on", None)
    return day is None, (0 if day is None else day.toordinal()) * (-1 if key.startswith("-") else 1)


@pytest.mark.parametrize("key", ["stage", "-stage", "bought", "-bought"])
def test_whoever_pages_through_an_order_meets_everybody_once_and_in_order(key):
    chance = random.Random(7)
    for number in range(60):
        bought(chance.choice([None, 1, 1, 2, 40]), f"N{number:02d}", stage=chance.choice(STAGES))
    CustomerFactory.create_batch(7)
    order, seen, cursor = ORDERS[key], [], ""
    while cursor is not None:
        page = KeysetPage(sortable(Customer.objects.current(), order), order=order.fields, params={"after": cursor})
        seen += list(page)
        cursor = page.next_cursor if page.has_next else None
    assert len(seen) == len({customer.pk for customer in seen}) == 67
    places = [place(customer, key) for customer in seen]
    assert places == sorted(places, reverse=key == "-stage")


@pytest.mark.parametrize(
    ("key", "index"), [("stage", "customer_by_stage_rank"), ("-stage", "customer_by_stage_rank"),
                       ("bought", "activity_last_bought"), ("-bought", "activity_last_bought")],
)  # fmt: skip
def test_every_page_of_these_orders_comes_from_an_index(client, agent, key, index):
    for number in range(60):
        bought(number, stage="client")
    order = ORDERS[key]
    rows = sortable(Customer.objects.current(), order)
    cursor = KeysetPage(rows, order=order.fields, params={}).next_cursor
    with connection.cursor() as database:
        database.execute("ANALYZE customers_customer, customers_customeractivity")
        for way in ("sort", "hashjoin", "mergejoin", "seqscan"):
            database.execute(f"SET LOCAL enable_{way} = off")
    with CaptureQueriesContext(connection) as asked:
        KeysetPage(rows, order=order.fields, params={"after": cursor})
    statement = asked.captured_queries[0]["sql"]
    with connection.cursor() as database:
        database.execute(f"EXPLAIN {statement.replace('%', '%%')}")
        plan = "\n".join(line for (line,) in database.fetchall())
    assert index in plan, plan
    assert "Sort" not in plan, plan
    assert ">=" in plan or "<=" in plan or "ROW(" in plan, plan


def test_the_list_shows_and_sorts_by_the_last_purchase(client, agent):
    recent, old = bought(2, "Recent"), bought(500, "Old")
    query = urlencode({"sort": "bought", "columns": ["last_bought", "purchases", "stage"]}, doseq=True)
    page = client.get(f"/customers/?{query}")
    assert [row["customer"] for row in page.context["rows"]] == [old, recent]
