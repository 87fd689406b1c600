"""Departments as customers of each other: what was agreed, how it goes, and what customers outside say."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from common.errors import AppError, StaleRecord
from customers.models import ServiceRelation
from customers.queries import departments, outward_of, relations_in_force, relations_with_figures
from customers.service_figures import Period
from customers.services import add_service_relation, end_service_relation, update_department, update_service_relation
from customers.tests.factories import (
    CustomerFactory,
    DepartmentFactory,
    FollowUpFactory,
    ServiceRelationFactory,
    TransactionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def this_year() -> Period:
    today = timezone.localdate()
    return Period(today - timedelta(days=364), today)


def url(name: str, *args) -> str:
    return reverse(f"customers:{name}", args=args)


def test_a_service_has_an_agreed_level_a_contact_and_an_end_after_which_it_can_begin_anew():
    provider, consumer = DepartmentFactory.create_batch(2)
    contact = UserFactory(department=provider)
    values = {"provider": provider, "consumer": consumer, "service": "Payroll"}
    relation = add_service_relation(**values, contact=contact, agreed="By the 25th", target_days=3)
    assert add_service_relation(**values) == relation
    with pytest.raises(AppError):
        add_service_relation(**{**values, "consumer": provider})
    end_service_relation(relation=relation, on=timezone.localdate() - timedelta(days=1))
    assert not relations_in_force().exists()
    assert add_service_relation(**values) != relation
    assert [(row.gives, row.receives) for row in departments().filter(pk=provider.pk)] == [(1, 0)]


def test_two_editors_of_a_service_lose_nothing_and_an_impossible_span_is_refused():
    relation = ServiceRelationFactory()
    update_service_relation(relation=relation, expected_version=1, agreed="Within a day")
    with pytest.raises(StaleRecord):
        update_service_relation(
            relation=ServiceRelation.objects.get(), expected_version=1, agreed="Within a week"
        )  # fmt: skip
    with pytest.raises(AppError) as refused:
        update_service_relation(
            relation=ServiceRelation.objects.get(),
            expected_version=2,
            starts_on=date(2026, 2, 1),
            ends_on=date(2026, 1, 1),
        )
    assert refused.value.field == "ends_on"


def test_open_follow_ups_of_the_serving_staff_are_counted_for_the_served_department(manager):
    relation = ServiceRelationFactory()
    member = CustomerFactory(internal=True, department=relation.consumer)
    colleague = UserFactory(department=relation.provider)
    soon = timezone.now() + timedelta(days=2)
    FollowUpFactory(customer=member, owner=colleague, due_at=soon)
    FollowUpFactory(customer=member, owner=colleague)  # due in 2025
    FollowUpFactory(customer=member)
    with translation.override("en"):
        row = relations_with_figures(relations_in_force(), user=manager, period=this_year()).rows[0]
    told = {figure.name: told for figure, told in row.told}
    assert (told["follow_ups"].value, told["follow_ups"].note) == ("2", "1 overdue")


def test_complaints_of_customers_are_set_against_what_they_buy_in_the_units_of_the_department(manager):
    department = DepartmentFactory()
    update_department(
        department=department, expected_version=1, name=department.name, parent=None, email="", is_active=True,
        units=["North", " South ", "North", ""],
    )  # fmt: skip
    assert department.units == ["North", "South"]
    buyer, colleague = CustomerFactory(), CustomerFactory(internal=True)
    for days in (*range(1, 10), 400):
        TransactionFactory(customer=buyer, unit="North", occurred_at=timezone.now() - timedelta(days=days))
    TransactionFactory(customer=buyer, unit="East", occurred_at=timezone.now())
    TransactionFactory(customer=colleague, unit="North", occurred_at=timezone.now())
    found = outward_of([department], user=manager, period=this_year())[department.pk]
    assert (found.purchases, found.purchases_before, found.rate) == (9, 1, None)  # nine are too few for a rate
    TransactionFactory(customer=buyer, unit="South", occurred_at=timezone.now())
    assert outward_of([department], user=manager, period=this_year())[department.pk].rate == 0


def test_a_manager_edits_ends_and_removes_services_and_reads_their_figures(client, manager):
    relation = ServiceRelationFactory(service="Bookkeeping")
    page = client.get(url("service_relation_edit", relation.pk))
    sent = {"service": "Bookkeeping", "agreed": "In two days", "target_days": "2"}
    sent["version"] = page.context["form"]["version"].value()
    client.post(url("service_relation_edit", relation.pk), sent)
    assert client.post(url("service_relation_edit", relation.pk), sent).status_code == 409
    assert b"In two days" in client.get(url("department_detail", relation.consumer_id)).content
    assert b"Bookkeeping" in client.get(url("service_overview")).content
    client.post(url("service_relation_end", relation.pk))
    assert b"No services are noted yet" in client.get(url("service_overview")).content
    client.post(url("service_relation_delete", relation.pk))
    assert not ServiceRelation.objects.exists()


def test_staff_see_who_serves_whom_but_no_figures(client):
    client.force_login(UserFactory(language="en"))
    relation = ServiceRelationFactory()
    page = client.get(url("department_detail", relation.consumer_id))
    assert ("services" in page.context, page.context["network"].kind) == (False, "network")


def test_the_overview_costs_as_many_queries_for_many_services_as_for_few(client, manager):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url("service_overview"))
        return len(captured)

    ServiceRelationFactory()
    few = queries()
    for relation in ServiceRelationFactory.create_batch(20):
        FollowUpFactory(
            customer=CustomerFactory(internal=True, department=relation.consumer),
            owner=UserFactory(department=relation.provider),
        )
    assert queries() == few
