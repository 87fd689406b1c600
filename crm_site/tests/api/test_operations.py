"""Each operation of the API, and what it costs."""

import uuid
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import DepartmentFactory, UserFactory
from complaints.models import RestrictedAccess
from complaints.tests.factories import ComplaintFactory
from crm_site.tests.api.caller import Caller, errors_of
from customers.models import Customer, FollowUp, Interaction, Transaction
from customers.services import merge_customers
from customers.tests.factories import (
    CustomerFactory,
    CustomFieldFactory,
    FollowUpFactory,
    InteractionFactory,
    PhoneFactory,
    TransactionFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)


# --- customers -------------------------------------------------------------------------------------------------------


def test_a_customer_is_added_read_and_changed(call):
    CustomFieldFactory(key="view", type="choice", options=["sea", "garden"])
    CustomFieldFactory(key="nights", type="integer")
    office = DepartmentFactory(name="Front Office")
    body = {
        "name": "Rani", "email": "rani@example.com", "phones": ["0812-3456-7890"], "city": "Bogor",
        "birth_date": "1990-02-28", "department": "front office", "owner": call.user.email,
        "custom": {"view": "sea", "nights": 3},
    }  # fmt: skip
    made = call("post", "customers", body).json()
    assert {name: made[name] for name in ("name", "city", "birth_date", "department", "custom", "version")} == {
        "name": "Rani", "city": "Bogor", "birth_date": "1990-02-28", "department": office.name,
        "custom": {"view": "sea", "nights": 3}, "version": 1,
    }  # fmt: skip
    assert made["phones"] == [{"typed": "0812-3456-7890", "e164": "+6281234567890", "is_mobile": True}]
    assert made["owner"]["email"] == call.user.email
    change = {"version": 1, "city": "Depok", "owner": None, "custom": {"nights": None}}
    changed = call("patch", f"customers/{made['id']}", change).json()
    assert changed == call("get", f"customers/{made['id']}").json()
    assert {name: changed[name] for name in ("city", "owner", "custom", "version")} == {
        "city": "Depok", "owner": None, "custom": {"view": "sea"}, "version": 2,
    }  # fmt: skip
    assert changed["name"] == "Rani"


def test_two_who_change_the_same_customer_see_both_versions(call):
    customer = CustomerFactory(city="Bogor")
    assert call("patch", f"customers/{customer.pk}", {"version": 1, "city": "Depok"}).status_code == 200
    response = call("patch", f"customers/{customer.pk}", {"version": 1, "city": "Bandung"})
    assert response.status_code == 409
    assert {name: response.json()["current"][name] for name in ("city", "version")} == {"city": "Depok", "version": 2}


def test_the_same_identifier_is_added_once_changed_when_it_differs_and_left_alone_when_not(call):
    body = {"name": "Rani", "phones": ["0812-3456-7890"], "city": "Bogor"}
    assert call("put", "customers/external/H/1", body).status_code == 201
    again = call("put", "customers/external/H/1", body)
    assert (again.status_code, again.json()["version"]) == (200, 1)
    changed = call("put", "customers/external/H/1", {"city": "Depok"}).json()
    assert (changed["city"], changed["name"], changed["version"]) == ("Depok", "Rani", 2)
    assert call("get", "customers/external/H/1").json() == changed
    assert errors_of(call("put", "customers/external/H2", {"city": "Depok"})).keys() == {"name"}
    assert errors_of(call("put", "customers/external/H2", {"name": "x", "external_id": "H3"})).keys() == {"external_id"}


def test_a_merged_record_leads_to_its_survivor_and_an_erased_one_nowhere(call):
    gone, survivor = CustomerFactory(external_id="old"), CustomerFactory()
    merge_customers(duplicate=gone, survivor=survivor, at=NOW)
    for path in (f"customers/{gone.pk}", "customers/external/old"):
        response = call("get", path)
        assert (response.status_code, response["Location"]) == (307, f"/api/v1/customers/{survivor.pk}")
    refused = call("patch", f"customers/{gone.pk}", {"version": 1, "city": "Depok"})
    assert (refused.status_code, refused.json()["merged_into"]) == (409, survivor.pk)
    erased = CustomerFactory(erased_at=NOW)
    assert call("get", f"customers/{erased.pk}").status_code == 404
    assert call("patch", f"customers/{erased.pk}", {"version": 1}).status_code == 404


def test_the_list_is_narrowed_like_the_page_sorted_and_given_page_by_page(call):
    CustomFieldFactory(key="view", type="choice", options=["sea", "garden"])
    for number in range(30):
        CustomerFactory(name=f"Guest {number:02d}", custom_values={"view": "sea" if number % 2 else "garden"})
    CustomerFactory(name="Staff", internal=True)
    first = call("get", "customers?kind=external&size=25&fields=name").json()
    assert first["items"][0] == {"name": "Guest 00"}
    rest = call("get", f"customers?kind=external&size=25&fields=name&after={first['next']}").json()
    assert [one["name"] for one in rest["items"]] == [f"Guest {number}" for number in range(25, 30)]
    assert rest["next"] is None
    sea = call("get", "customers?custom_view=sea&sort=-name&fields=name,custom").json()["items"]
    assert sea[0] == {"name": "Guest 29", "custom": {"view": "sea"}}
    assert len(sea) == 15


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("kind=martian", {"kind"}),
        ("kinds=external", {"kinds"}),
        ("sort=password", {"sort"}),
        ("fields=name,password", {"fields"}),
        ("size=7", {"size"}),
        ("size=x", {"size"}),
        ("after=zzz", {"after"}),
        ("custom_unknown=1", {"custom_unknown"}),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused_and_never_passed_over(call, query, fields):
    CustomerFactory()
    response = call("get", f"customers?{query}")
    assert response.status_code == 422
    assert errors_of(response).keys() == fields


def test_the_definitions_of_further_fields_can_be_read(call):
    CustomFieldFactory(key="view", type="choice", options=["sea"], label_en="View", is_required=True)
    CustomFieldFactory(key="gone", is_active=False)
    (field,) = call("get", "custom-fields").json()
    assert {name: field[name] for name in ("key", "type", "is_required", "choices")} == {
        "key": "view", "type": "choice", "is_required": True,
        "choices": [{"value": "sea", "label_id": "Sea", "label_en": "Sea", "is_active": True}],
    }  # fmt: skip


# --- transactions ----------------------------------------------------------------------------------------------------


def sale(reference: str, customer: Customer, **more) -> dict:
    return {
        "reference": reference, "customer_id": customer.pk, "amount": "100000.00",
        "occurred_at": "2026-03-01T10:00:00+07:00", **more,
    }  # fmt: skip


def send(call, *rows) -> dict:
    answer = call("post", "transactions", {"transactions": rows})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_transactions_are_entered_once_and_bad_ones_say_why(call):
    customer = CustomerFactory(external_id="H-1")
    by_id = sale("T-1", customer)
    by_external_id = {**sale("T-2", customer), "customer_id": None, "external_id": "H-1"}
    unknown = {**sale("T-3", customer), "customer_id": 999_999}
    future = sale("T-4", customer, occurred_at="2100-01-01T00:00:00+07:00")
    answer = send(call, by_id, by_external_id, unknown, future, sale("T-1", customer))
    assert [one["status"] for one in answer["results"]] == ["created", "created", "rejected", "rejected", "rejected"]
    assert [one["errors"][0]["field"] for one in answer["results"][2:]] == ["customer", "occurred_at", "reference"]
    again = send(call, by_id, {**by_external_id, "amount": "5.00"})
    assert (again["created"], again["unchanged"], again["rejected"]) == (0, 1, 1)
    assert Transaction.objects.count() == 2
    listed = call("get", f"customers/{customer.pk}/transactions").json()["items"]
    assert {one["amount"] for one in listed} == {"100000.00"}


def test_refunds_take_at_most_what_is_left_also_within_a_batch(call):
    customer = CustomerFactory()
    refund = {"kind": "refund", "refund_of": "T-1", "occurred_at": "2026-03-02T10:00:00+07:00"}
    answer = send(
        call,
        sale("R-1", customer, amount="60000.00", **refund),
        sale("T-1", customer),
        sale("R-2", customer, amount="60000.00", **refund),
        sale("R-3", customer, amount="40000.00", **refund),
        sale("R-4", customer, **{**refund, "refund_of": "nothing"}),
    )
    assert [one["status"] for one in answer["results"]] == ["created", "created", "rejected", "created", "rejected"]
    assert send(call, sale("R-1", customer, amount="60000.00", **refund))["unchanged"] == 1
    assert Transaction.objects.get(reference="R-1").refund_of.reference == "T-1"


def test_business_of_a_merged_record_goes_to_its_survivor(call):
    gone, survivor = CustomerFactory(external_id="old"), CustomerFactory()
    merge_customers(duplicate=gone, survivor=survivor, at=NOW)
    send(call, {**sale("T-1", gone), "customer_id": None, "external_id": "old"})
    assert Transaction.objects.get().customer == survivor
    assert Transaction.objects.get().amount == Decimal(100_000)


def test_a_batch_costs_the_same_for_three_and_a_hundred(call):
    customers = CustomerFactory.create_batch(3)

    def queries(count: int) -> int:
        rows = [sale(str(uuid.uuid4()), customers[number % 3]) for number in range(count)]
        with CaptureQueriesContext(connection) as captured:
            assert send(call, *rows)["created"] == count
        return len(captured)

    queries(1)
    assert queries(3) == queries(100)


# --- interactions, follow-ups, complaints ----------------------------------------------------------------------------


def test_interactions_and_follow_ups_are_noted_listed_and_completed(call):
    customer, agent = CustomerFactory(), UserFactory()
    note = {"kind": "call", "summary": "Asked for the price", "happened_at": "2026-03-01T10:00:00+07:00"}
    made = call("post", f"customers/{customer.pk}/interactions", note).json()
    assert made["user"]["email"] == call.user.email
    assert call("get", f"customers/{customer.pk}/interactions").json() == {"items": [made], "next": None}
    assert Interaction.objects.count() == 1
    plan = {"task": "Call back", "due_at": "2026-03-10T10:00:00+07:00", "owner": agent.email}
    planned = call("post", f"customers/{customer.pk}/follow-ups", plan).json()
    assert call("get", f"follow-ups?owner={agent.email}").json()["items"] == [planned]
    assert call("get", f"follow-ups?owner={call.user.email}").json()["items"] == []
    done = call("post", f"follow-ups/{planned['id']}/done", {"outcome": "Sold"})
    assert (done.status_code, done.json()["outcome"]) == (200, "Sold")
    assert call("post", f"follow-ups/{planned['id']}/done", {"outcome": "Again"}).status_code == 409
    assert FollowUp.objects.get().outcome == "Sold"
    assert call("get", f"customers/{customer.pk}/follow-ups").json()["items"][0]["outcome"] == "Sold"


def test_confidential_complaints_exist_only_for_keys_of_people_named_on_them(call):
    named = Caller(user=UserFactory(admin=True))
    open_one, secret = ComplaintFactory(), ComplaintFactory(is_restricted=True)
    RestrictedAccess.objects.get_or_create(complaint=secret, user=named.user)
    listed = [one["reference"] for one in call("get", "complaints").json()["items"]]
    assert listed == [open_one.reference]
    assert call("get", f"complaints/{secret.reference}").status_code == 404
    assert call("get", f"complaints?customer={secret.customer_id}").json()["items"] == []
    assert len(named("get", "complaints").json()["items"]) == 2
    assert named("get", f"complaints/{secret.reference}").json()["reference"] == secret.reference


def test_a_complaint_is_recorded_with_its_cause(call):
    customer = CustomerFactory()
    body = {"customer_id": customer.pk, "channel": "chat", "summary": "The key did not open", "cause": "rude_service"}
    made = call("post", "complaints", body)
    assert made.status_code == 201, made.content
    assert call("get", f"complaints/{made.json()['reference']}").json() == made.json()
    assert errors_of(call("post", "complaints", {**body, "cause": "martians"})).keys() == {"cause"}


# --- cost ------------------------------------------------------------------------------------------------------------


def test_lists_cost_the_same_for_three_rows_and_a_hundred(call):
    customer = CustomerFactory()
    CustomFieldFactory(key="view", type="choice", options=["sea"])

    def fill(count: int) -> None:
        for _ in range(count):
            PhoneFactory(
                customer__internal=True, customer__owner=UserFactory(), customer__custom_values={"view": "sea"}
            )
            InteractionFactory(customer=customer)
            FollowUpFactory(customer=customer)
            ComplaintFactory(customer=customer)
        TransactionFactory.create_batch(count, customer=customer)

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert call("get", f"{path}?size=100").status_code == 200
        return len(captured)

    paths = ["customers", "complaints", "follow-ups"]
    paths += [f"customers/{customer.pk}/{what}" for what in ("transactions", "interactions", "follow-ups")]
    fill(3)
    [queries(path) for path in paths]
    few = [queries(path) for path in paths]
    fill(17)
    assert [queries(path) for path in paths] == few
    assert max(few) <= 8
