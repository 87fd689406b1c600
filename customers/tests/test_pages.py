import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.enums import Kind
from customers.models import Customer, FollowUp, Interaction, ServiceRelation, Transaction
from customers.panels import Panel, _panels, register_panel
from customers.services import merge_customers, set_standing
from customers.tests.factories import (
    CustomerFactory,
    DepartmentFactory,
    FollowUpFactory,
    InteractionFactory,
    PhoneFactory,
    ServiceRelationFactory,
    TransactionFactory,
)
from customers.tests.pages import form_of, text_of, url

pytestmark = pytest.mark.django_db


# --- customer page ----------------------------------------------------------------------------------------------------
@pytest.fixture
def rich():
    """A customer with something of everything, internal and served by others."""
    customer = CustomerFactory(name="Budi Santoso", salutation="mr", internal=True, email="budi@example.com")
    PhoneFactory(customer=customer, local="81234567890")
    ServiceRelationFactory(consumer=customer.department, provider__name="Accounting", service="Payroll")
    return customer


def fill(customer, count: int) -> None:
    TransactionFactory.create_batch(count, customer=customer)
    InteractionFactory.create_batch(count, customer=customer)
    FollowUpFactory.create_batch(count, customer=customer)


def test_the_page_says_who_it_is_and_how_to_reach_them(client, agent, rich):
    fill(rich, 1)
    response = client.get(rich.get_absolute_url())
    page = text_of(response)
    for words in ("Mr Budi Santoso", "Prospective customer", "Internal", "Payroll", "Call back", "IDR 100,000"):
        assert words in page
    assert 'href="tel:+6281234567890"' in response.content.decode()
    assert "https://wa.me/6281234567890" in response.content.decode()


def test_the_page_costs_the_same_for_three_and_thirty_of_everything(client, agent, rich):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(rich.get_absolute_url())
        return len(captured)

    fill(rich, 3)
    few = queries()
    fill(rich, 27)
    assert queries() <= few  # the newest fifteen may be of fewer kinds


def test_a_merged_record_leads_to_its_survivor_and_can_not_be_edited(client, agent):
    duplicate, survivor = CustomerFactory(name="Twin"), CustomerFactory(name="Survivor")
    merge_customers(duplicate=duplicate, survivor=survivor, at=timezone.now())
    page = client.get(duplicate.get_absolute_url())
    assert "This record was merged into Survivor" in text_of(page)
    assert survivor.get_absolute_url() in page.content.decode()
    assert client.get(url("customer_edit", duplicate.pk)).url == duplicate.get_absolute_url()


def test_an_erased_record_does_not_exist_any_more(client, agent):
    customer = CustomerFactory(erased_at=timezone.now())
    for name in ("customer_detail", "customer_edit", "customer_card", "customer_timeline"):
        assert client.get(url(name, customer.pk)).status_code == 404


def test_panels_of_other_apps_appear_in_their_slot(client, agent):
    def build(request, customer):
        return Panel("Points", "components/empty.html", {"text": f"120 points of {customer.name}"})

    customer = CustomerFactory(name="Rani")
    register_panel("test_points", position=1, slot="side", build=build)
    try:
        assert "120 points of Rani" in text_of(client.get(customer.get_absolute_url()))
        assert "120 points of Rani" in text_of(client.get(url("customer_card", customer.pk)))
    finally:
        del _panels["test_points"]


# --- calls, follow-ups, transactions ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("interaction_create", {"kind": "call", "summary": "x\x00"}),
        ("interaction_create", {"kind": "telepathy", "summary": "x"}),
        ("interaction_create", {"kind": "call", "summary": "x", "happened_on": "01-01-2199"}),
        ("interaction_create", {"kind": "call", "summary": "x", "happened_time": "25:00"}),
        ("interaction_create", {"kind": "call", "summary": "x", "minutes": "9" * 30}),
        ("interaction_create", {"kind": "call", "summary": "x", "next_task": "Call back"}),
        ("interaction_create", {"kind": "call", "summary": "x", "next_due_on": "01-02-2027"}),
        ("follow_up_create", {"task": "x" * 301, "due_on": "2026-12-31"}),
        ("follow_up_create", {"task": "x", "due_on": "31-31-2026"}),
        ("follow_up_create", {"task": "x", "due_on": "2026-12-31", "owner": "9" * 30}),
        ("transaction_create", {"amount": "-5"}),
        ("transaction_create", {"amount": "9" * 40}),
        ("transaction_create", {"amount": "NaN"}),
        ("transaction_create", {"amount": "5", "occurred_on": "01-01-2199"}),
        ("transaction_create", {"amount": "5", "outstanding": "6"}),
        ("transaction_create", {"amount": "5", "kind": "refund"}),
    ],
)
def test_impossible_entries_are_refused_and_nothing_is_written(client, agent, name, fields):
    common = {"submission_key": uuid.uuid4(), "owner": agent.pk, "details": "typed with care"}
    if name == "transaction_create":
        common = {**common, "kind": "purchase", "status": "completed", "occurred_on": "2026-01-05"}
    response = client.post(url(name, CustomerFactory().pk), {**common, **fields})
    assert response.status_code == 422
    assert "There is a problem" in text_of(response)
    assert [model.objects.count() for model in (Interaction, FollowUp, Transaction)] == [0, 0, 0]


def test_a_purchase_is_recorded_and_given_back_no_further_than_what_is_left(client, agent):
    customer = CustomerFactory()
    values = {
        "submission_key": uuid.uuid4(), "kind": "purchase", "status": "completed", "amount": "Rp1.500.000",
        "occurred_on": timezone.localdate().isoformat(),
    }  # fmt: skip
    for _twice in range(2):
        client.post(url("transaction_create", customer.pk), values)
    purchase = Transaction.objects.get()
    refund_url = f"{url('transaction_create', customer.pk)}?refund_of={purchase.pk}"
    assert "IDR 1,500,000 of it can still be given back" in text_of(client.get(refund_url))
    refund = {"submission_key": uuid.uuid4(), "amount": "500.000", "occurred_on": timezone.localdate().isoformat()}
    client.post(refund_url, refund)
    late = client.post(refund_url, {**refund, "submission_key": uuid.uuid4(), "amount": "1.000.001"})
    assert "At most IDR 1,000,000 of this purchase is left to give back." in text_of(late)
    assert [row.amount for row in purchase.refunds.all()] == [500_000]


@pytest.mark.parametrize("asked", ["x", "999999", "9" * 40, "-1"])
def test_a_purchase_that_is_not_there_can_not_be_refunded(client, agent, asked):
    assert client.get(f"{url('transaction_create', CustomerFactory().pk)}?refund_of={asked}").status_code == 404


# --- looking up a caller ----------------------------------------------------------------------------------------------
def test_a_caller_is_looked_up_by_digits_and_somebody_unknown_can_be_added(client, agent):
    customer = PhoneFactory(customer__name="Budi Santoso", local="81234567890").customer
    answer = client.get(url("customer_lookup"), {"find": "62812 345", "next": "/complaints/new/"})
    assert f'href="/complaints/new/?customer={customer.pk}"' in answer.content.decode()
    assert f'data-customer="{customer.pk}"' in answer.content.decode()
    assert "?phone=62812%20345" in answer.content.decode()
    evil = client.get(url("customer_lookup"), {"find": "budi", "next": "https://evil.example/"})
    assert "evil" not in evil.content.decode()


# --- standing ---------------------------------------------------------------------------------------------------------
def test_a_manager_overrules_the_policy_with_a_reason_and_gives_it_back(client, manager):
    customer = CustomerFactory()
    today = timezone.localdate().isoformat()
    refused = client.post(url("standing_edit", customer.pk), {"standing": "primary", "effective_from": today})
    assert refused.status_code == 422
    values = {"standing": "primary", "effective_from": today, "reason": "Founding partner"}
    client.post(url("standing_edit", customer.pk), values)
    page = text_of(client.get(customer.get_absolute_url()))
    assert "Primary customer" in page
    assert "Founding partner" in page
    client.post(url("standing_release", customer.pk))
    customer.refresh_from_db()
    assert customer.standing == "prospect"


# --- departments and merging ------------------------------------------------------------------------------------------
def test_a_department_is_added_served_by_another_and_registered_as_customer(client, manager):
    accounting = DepartmentFactory(name="Accounting")
    page = client.post(url("department_create"), {"name": "Marketing", "is_active": "on"}, follow=True)
    marketing = page.context["department"]
    relation = {"provider": accounting.pk, "service": "Payroll"}
    page = client.post(url("service_relation_create", marketing.pk), relation, follow=True)
    assert "Accounting : Payroll" in text_of(page)
    client.post(url("department_register", marketing.pk))
    assert Customer.objects.get().kind == Kind.INTERNAL
    listed = text_of(client.get(url("department_list")))
    assert "registered" in listed
    client.post(url("service_relation_delete", ServiceRelation.objects.get().pk))
    assert not ServiceRelation.objects.exists()
    itself = client.post(url("service_relation_create", marketing.pk), {"provider": marketing.pk, "service": "x"})
    assert itself.status_code == 422


def test_two_editors_of_a_department_see_both_versions(client, manager):
    department = DepartmentFactory(name="Kitchen")
    page = client.get(url("department_edit", department.pk))
    client.post(url("department_edit", department.pk), form_of(page, name="Kitchens"))
    late = client.post(url("department_edit", department.pk), form_of(page, name="Cuisine"))
    assert late.status_code == 409
    assert "Kitchens" in text_of(late)


# --- who may what -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name", ["standing_edit", "standing_release", "department_edit", "department_register", "service_relation_create"]
)
def test_what_is_for_managers_is_refused_to_agents(client, agent, name):
    customer = CustomerFactory(internal=True)
    pk = customer.department_id if name.startswith(("department", "service")) else customer.pk
    values = {"standing": "primary", "effective_from": "2026-01-01", "reason": "x", "name": "Mine", "service": "x"}
    assert client.post(url(name, pk), values).status_code == 403
    customer.refresh_from_db()
    assert customer.standing == "prospect"
    assert not customer.department.events.filter(name="Mine").exists()


def test_strangers_are_sent_to_the_sign_in_page(client):
    customer = CustomerFactory(name="Secret Name")
    for address in ("/customers/", customer.get_absolute_url(), url("customer_lookup") + "?find=Secret"):
        response = client.get(address)
        assert response.url.startswith("/accounts/login/")


def test_the_page_speaks_indonesian(client, agent):
    customer = CustomerFactory(name="Rani", salutation="mrs")
    set_standing(customer=customer, standing="primary", effective_from=timezone.localdate(), source="override",
                 reason="Mitra pendiri", by=agent, at=timezone.now())  # fmt: skip
    page = text_of(client.get(customer.get_absolute_url() + "?lang=id"))
    for words in ("Ibu Rani", "Pelanggan primer", "Riwayat", "Mitra pendiri", "Tindak lanjut terbuka"):
        assert words in page
