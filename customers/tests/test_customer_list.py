"""The list of customers: narrowed, sorted, and as quick for many as for few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.services import merge_customers
from customers.tests.factories import (
    CustomerFactory,
    DepartmentFactory,
    PhoneFactory,
)
from customers.tests.pages import text_of

pytestmark = pytest.mark.django_db


def names(response) -> list[str]:
    return [customer.name for customer in response.context["page"]]


def test_the_list_is_narrowed_and_sorted_by_its_address(client, agent):
    kitchen = DepartmentFactory(name="Kitchen")
    old = CustomerFactory(name="Zainal", city="Bandung", primary=True)
    new = CustomerFactory(name="Ana", city="Jakarta", created_at=timezone.now())
    CustomerFactory(name="Chef", internal=True, department=kitchen)
    merge_customers(duplicate=CustomerFactory(name="Twin"), survivor=old, at=timezone.now())
    CustomerFactory(name="Gone", erased_at=timezone.now())
    assert names(client.get("/customers/")) == ["Ana", "Chef", "Zainal"]
    assert names(client.get("/customers/?sort=-created"))[0] == new.name
    assert names(client.get("/customers/?sort=-name")) == ["Zainal", "Chef", "Ana"]
    assert names(client.get("/customers/?kind=internal")) == ["Chef"]
    assert names(client.get("/customers/?standing=primary&city=bandung")) == ["Zainal"]
    assert names(client.get(f"/customers/?department={kitchen.pk}")) == ["Chef"]
    assert names(client.get("/customers/?q=zinal")) == ["Zainal"]
    assert "No customer fits" in text_of(client.get("/customers/?q=nobody-like-this"))


@pytest.mark.parametrize(
    "query",
    ["kind=martian", "department=999999999999999999999999", "department=x", "q=" + "x" * 5000, "standing='--"],
)
def test_a_filter_that_makes_no_sense_is_refused_with_a_sentence(client, agent, query):
    CustomerFactory(name="Hidden")
    response = client.get(f"/customers/?{query}")
    assert response.status_code == 422
    assert "There is a problem" in text_of(response)
    assert names(response) == []


@pytest.mark.parametrize("query", ["after=zzz", "before=%F0%9F%98%80", "size=-1", "sort=password", "q=%F0%9F%98%80"])
def test_a_damaged_address_still_gives_a_list(client, agent, query):
    CustomerFactory()
    assert client.get(f"/customers/?{query}").status_code == 200


def test_the_list_costs_the_same_for_three_and_a_hundred_customers(client, agent):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/customers/?size=100&columns=owner&columns=phone&columns=tags&columns=department&columns=stage")
        return len(captured)

    PhoneFactory.create_batch(3, customer__internal=True, customer__owner=agent)
    few = queries()
    PhoneFactory.create_batch(97, customer__internal=True, customer__owner=agent)
    assert queries() == few <= 12
