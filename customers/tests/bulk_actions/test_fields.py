"""Fields of many customers changed by a job and given back."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.tests.factories import DepartmentFactory, UserFactory
from common.errors import StaleRecord
from customers.bulk_actions import fields
from customers.models import Customer
from customers.services import merge_customers, update_customer
from customers.signals import surveys_refused
from customers.tests.bulk_actions.asking import ask, do, preview, stored, undone
from customers.tests.factories import CustomerFactory, CustomFieldFactory
from jobs import bulk_job, services
from jobs.enums import Status
from jobs.models import BulkChange, Job

pytestmark = pytest.mark.django_db


# --- fields ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "values"),
    [
        ({"set_city": "on", "city": ""}, {"city": ""}),
        ({"set_language": "on", "language": "en"}, {"language": "en"}),
        ({"set_survey_consent": "on", "survey_consent": "0"}, {"survey_consent": False}),
        ({"set_do_not_contact": "on", "do_not_contact": "1"}, {"do_not_contact": True}),
        ({"set_exit_reason": "on", "exit_reason": "moved", "exit_date": "09-03-2020"},
         {"exit_reason": "moved", "exit_date": date(2020, 3, 9)}),
        ({"set_acquisition_source": "on", "acquisition_source": "Fair", "set_buyer_role": "on", "buyer_role": "buyer"},
         {"acquisition_source": "Fair", "buyer_role": "buyer"}),
    ],
)  # fmt: skip
def test_every_field_is_changed_and_given_back(client, manager, form, values):
    customers = [CustomerFactory(city="Solo", language="id"), CustomerFactory(city="Medan", acquisition_source="Web")]
    before = list(Customer.objects.order_by("pk").values(*values))
    job = do(client, "edit", *customers, **form)
    assert list(Customer.objects.order_by().values(*values).distinct()) == [values]
    job = undone(job, manager)
    assert list(Customer.objects.order_by("pk").values(*values)) == before
    assert job.message == "2 records are as they were."


def test_what_is_impossible_is_left_out_with_its_reason(client, manager):
    internal, free = CustomerFactory(internal=True), CustomerFactory(department=DepartmentFactory())
    form = {"set_department": "on", "department": ""}
    assert preview(ask(client, "edit", internal, free, **form)) == (1, {"Internal customers need a department": 1})
    do(client, "edit", internal, free, **form)
    assert stored(internal).department_id == internal.department_id
    assert stored(free).department_id is None


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Mark at least one field"),
        ({"city": "Solo"}, "Mark at least one field"),
        ({"set_city": "on", "city": "x" * 101}, "at most 100"),
        ({"set_city": "on", "city": "So\x00lo"}, "can&#x27;t be stored"),
        ({"set_language": "on", "language": "de"}, "de is not one of"),
        ({"set_exit_reason": "on", "exit_reason": "moved"}, "Enter the day on which the customer left"),
        ({"set_exit_reason": "on", "exit_reason": "moved", "exit_date": "31-12-2199"}, "in the future"),
        ({"set_exit_reason": "on", "exit_reason": "moved", "exit_date": "99-99-9999"}, "Enter a date like"),
    ],
)
def test_a_wrong_entry_is_named_and_nothing_begins(client, manager, form, sentence):
    answer = ask(client, "edit", CustomerFactory(), confirmed="1", **form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Job.objects.exists()


def test_folded_and_erased_records_are_left_alone_also_when_that_happened_after_the_preview(client, manager):
    kept, folded, erased = CustomerFactory.create_batch(3, city="Solo")
    ask(client, "edit", kept, folded, erased, confirmed="1", set_city="on", city="Medan")
    merge_customers(duplicate=folded, survivor=kept, at=timezone.now())
    Customer.objects.filter(pk=erased.pk).update(erased_at=timezone.now())
    job = services.run_job(Job.objects.get())
    assert [stored(customer).city for customer in (kept, folded, erased)] == ["Medan", "Solo", "Solo"]
    assert job.message == "1 record was changed."


def test_an_open_edit_form_learns_of_the_change(client, manager):
    customer = CustomerFactory(city="Solo")
    do(client, "edit", customer, set_city="on", city="Medan")
    with pytest.raises(StaleRecord) as stale:
        update_customer(customer=customer, expected_version=1, at=timezone.now(), by=manager, city="Bali")
    assert stale.value.current["city"] == "Medan"


def test_the_trail_says_who_changed_each(client, manager):
    customer = CustomerFactory(city="Solo")
    job = do(client, "edit", customer, set_city="on", city="Medan")
    event = customer.events.latest("pgh_id")
    assert (event.city, event.pgh_context.metadata["user"], event.pgh_context.metadata["job"]) == (
        "Medan", manager.pk, job.pk
    )  # fmt: skip


def test_whoever_refuses_surveys_is_told_to_the_apps_above(client, manager):
    told = []
    surveys_refused.connect(lambda customer, **kwargs: told.append(customer.pk), weak=False, dispatch_uid="told")
    customers = CustomerFactory.create_batch(2)
    refused = CustomerFactory(survey_consent=False)
    answer = ask(client, "edit", *customers, refused, set_survey_consent="on", survey_consent="0")
    assert "Planned invitations to surveys are cancelled" in answer.content.decode()
    do(client, "edit", *customers, refused, set_survey_consent="on", survey_consent="0")
    surveys_refused.disconnect(dispatch_uid="told")
    assert sorted(told) == [customer.pk for customer in customers]


def test_work_is_done_in_chunks_each_row_once_and_taken_back_row_by_row(client, manager, monkeypatch):
    monkeypatch.setattr(fields.Edit, "chunk", 4)
    monkeypatch.setattr(bulk_job, "UNDONE_A_STEP", 3)
    for number in range(10):
        CustomerFactory(city=f"City {number % 3}")
    before = list(Customer.objects.order_by("pk").values_list("city", flat=True))
    job = do(client, "edit", query="", set_city="on", city="City 0")
    assert job.message == "6 records were changed. 4 were left as they are."
    assert (job.done, job.total) == (10, 10)
    assert BulkChange.objects.count() < 6
    undone(job, manager)
    assert list(Customer.objects.order_by("pk").values_list("city", flat=True)) == before


def test_what_was_changed_again_stays_and_is_counted(client, manager):
    again, untouched = CustomerFactory.create_batch(2, city="Solo")
    job = do(client, "edit", again, untouched, set_city="on", city="Medan")
    Customer.objects.filter(pk=again.pk).update(city="Bali")
    job = undone(job, manager)
    assert [stored(customer).city for customer in (again, untouched)] == ["Bali", "Solo"]
    assert job.message == "1 record is as it was. 1 was changed again since and stays as it is."


def test_an_erased_person_gets_nothing_back(client, manager):
    customer = CustomerFactory(city="Solo")
    job = do(client, "edit", customer, set_city="on", city="")
    Customer.objects.update(erased_at=timezone.now())
    undone(job, manager)
    assert stored(customer).city == ""


def test_half_done_work_that_was_stopped_can_be_taken_back_too(client, manager, monkeypatch):
    monkeypatch.setattr(fields.Edit, "chunk", 2)
    customers = CustomerFactory.create_batch(4, city="Solo")
    ask(client, "edit", *customers, confirmed="1", set_city="on", city="Medan")
    job = Job.objects.get()
    services.run_jobs(budget=0.0001)
    services._work_on(job, deadline=0)
    job.refresh_from_db()
    services.cancel_job(job=job, at=timezone.now())
    assert Customer.objects.filter(city="Medan").count() == 2
    undone(job, manager)
    assert Customer.objects.filter(city="Solo").count() == 4


def test_after_thirty_days_it_stays(client, manager):
    job = do(client, "edit", CustomerFactory(), set_city="on", city="Medan")
    assert services.purge_changes(at=job.finished_at + services.UNDO_WITHIN / 2) == 0
    assert services.purge_changes(at=job.finished_at + services.UNDO_WITHIN * 1.01) == 1
    assert "Undo" not in client.get(job.get_absolute_url()).content.decode()


def test_who_lost_the_right_meanwhile_is_refused_by_the_job(client, manager):
    customer = CustomerFactory(city="Solo")
    ask(client, "edit", customer, confirmed="1", set_city="on", city="Medan")
    manager.role = "agent"
    manager.save()
    job = services.run_job(Job.objects.get())
    assert (job.status, job.message) == (Status.FAILED, "You may not do that.")
    assert stored(customer).city == "Solo"


def test_a_choice_that_is_gone_meanwhile_is_named_by_the_job(client, manager):
    customer, colleague = CustomerFactory(), UserFactory()
    ask(client, "assign", customer, confirmed="1", owner=colleague.pk)
    colleague.is_active = False
    colleague.save()
    job = services.run_job(Job.objects.get())
    assert job.status == Status.FAILED
    assert "no longer possible" in job.message


def test_customers_are_given_to_somebody_and_back(client, agent):
    bayu = UserFactory(full_name="Bayu")
    mine, free = CustomerFactory(owner=agent), CustomerFactory()
    job = do(client, "assign", mine, free, owner=bayu.pk)
    assert job.title == "Assign 2 customers to Bayu"
    assert set(Customer.objects.values_list("owner", flat=True)) == {bayu.pk}
    undone(job, agent)
    assert [stored(mine).owner, stored(free).owner] == [agent, None]


# --- further fields --------------------------------------------------------------------------------------------------


def test_further_fields_are_changed_by_key_and_taken_back(client, manager):
    CustomFieldFactory(key="view", type="choice", options=["sea", "garden"])
    CustomFieldFactory(key="likes", type="choices", options=["golf", "spa"])
    CustomFieldFactory(key="note")
    a = CustomerFactory(custom_values={"view": "sea", "note": "x", "likes": ["golf", "spa"]})
    b = CustomerFactory(custom_values={"view": "garden", "likes": ["golf"]})
    c = CustomerFactory()
    form = {
        "set_custom_view": "on", "custom_view": "garden", "set_custom_likes": "on", "custom_likes": ["golf"],
        "set_custom_note": "on",
    }  # fmt: skip
    assert preview(ask(client, "further", a, b, c, **form)) == (2, {"Have these values already": 1})
    job = do(client, "further", a, b, c, **form)
    wanted = {"view": "garden", "likes": ["golf"]}
    assert [stored(row).custom_values for row in (a, b, c)] == [wanted] * 3
    assert [stored(row).version for row in (a, b, c)] == [2, 1, 2]
    Customer.objects.filter(pk=c.pk).update(custom_values={"view": "sea", "likes": ["golf"]})
    undone(job, manager)
    assert stored(a).custom_values == {"view": "sea", "note": "x", "likes": ["golf", "spa"]}
    assert stored(c).custom_values == {"view": "sea", "likes": ["golf"]}, "changed again since"


def test_further_fields_are_given_only_to_those_who_are_asked(client, manager):
    CustomFieldFactory(key="tax", party_types=["organisation"])
    CustomFieldFactory(key="card", is_unique=True)
    firm, person = CustomerFactory(organisation=True), CustomerFactory()
    form = {"set_custom_tax": "on", "custom_tax": "09"}
    page = ask(client, "further", firm, person, **form)
    assert preview(page) == (1, {"Such customers are not asked": 1})
    assert "custom_card" not in page.content.decode()
    do(client, "further", firm, person, **form)
    assert [stored(firm).custom_values, stored(person).custom_values] == [{"tax": "09"}, {}]


def test_a_required_further_field_can_not_be_emptied_and_something_must_be_marked(client, manager):
    CustomFieldFactory(key="tax", is_required=True, label_en="Tax number")
    customer = CustomerFactory(custom_values={"tax": "09"})
    assert "“Tax number” must be answered." in ask(client, "further", customer, set_custom_tax="on").content.decode()
    assert "Mark at least one field" in ask(client, "further", customer).content.decode()
