"""Calls, visits, messages and notes: logged in one go, corrected for a day by whoever noted them."""

import html
import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.errors import AppError, NotAllowed, StaleRecord
from customers.models import FollowUp, Interaction
from customers.services import NextStep, correct_interaction, delete_interaction, log_interaction, merge_customers
from customers.tests.factories import CustomerFactory, InteractionFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)


def text_of(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def a_call(**values) -> dict:
    return {
        "submission_key": uuid.uuid4(), "kind": "call", "direction": "out", "reached": "reached",
        "summary": "Asked for a menu", **values,
    }  # fmt: skip


def test_an_interaction_is_noted_once_never_in_the_future_and_not_on_a_merged_record():
    customer, survivor = CustomerFactory.create_batch(2)
    values = {"customer": customer, "kind": "call", "summary": "Asked for a menu", "at": NOW, "by": None}
    key = uuid.uuid4()
    assert log_interaction(**values, submission_key=key) == log_interaction(**values, submission_key=key)
    with pytest.raises(AppError):
        log_interaction(**values, happened_at=NOW + timedelta(hours=1))
    merge_customers(duplicate=customer, survivor=survivor, at=NOW)
    with pytest.raises(NotAllowed):
        log_interaction(**values)
    assert Interaction.objects.count() == 1


def test_a_call_sent_twice_plans_its_next_step_once():
    customer, owner, key = CustomerFactory(), UserFactory(), uuid.uuid4()
    step = NextStep("Send the menu", NOW + timedelta(days=1), owner)
    for _twice in range(2):
        log_interaction(
            customer=customer, kind="call", summary="Asked for a menu", at=NOW, by=owner, next_step=step,
            submission_key=key,
        )  # fmt: skip
    (planned,) = FollowUp.objects.all()
    assert (planned.task, planned.owner, planned.created_by) == ("Send the menu", owner, owner)


def test_a_next_step_that_can_not_be_planned_takes_the_call_with_it():
    gone = UserFactory(is_active=False)
    with pytest.raises(AppError) as refused:
        log_interaction(
            customer=CustomerFactory(), kind="call", summary="x", at=NOW, by=None, next_step=NextStep("y", NOW, gone)
        )
    assert refused.value.field == "next_owner"
    assert not Interaction.objects.exists()


def test_an_internal_note_has_no_direction_outcome_or_length():
    note = log_interaction(
        customer=CustomerFactory(), kind="note", summary="Careful with prices", direction="in", reached="reached",
        minutes=5, at=NOW, by=None,
    )  # fmt: skip
    assert (note.direction, note.reached, note.minutes) == ("", "", None)


def test_a_call_and_its_next_step_are_noted_in_one_form(client, agent):
    customer = CustomerFactory(name="Rani")
    colleague = UserFactory(full_name="Hendra")
    values = a_call(
        minutes="12", happened_on="05-01-2026", happened_time="9.30", next_task="Send the menu",
        next_due_on="31-12-2026", next_due_time="14:15", next_owner=colleague.pk,
    )  # fmt: skip
    page = client.post(reverse("customers:interaction_create", args=[customer.pk]), values, follow=True)
    assert "Noted; the follow-up is planned." in text_of(page)
    call, planned = Interaction.objects.get(), FollowUp.objects.get()
    assert (call.user, call.minutes, call.direction) == (agent, 12, "out")
    assert timezone.localtime(call.happened_at).isoformat()[:16] == "2026-01-05T09:30"
    assert (planned.owner, planned.created_by) == (colleague, agent)
    assert timezone.localtime(planned.due_at).isoformat()[:16] == "2026-12-31T14:15"


def test_the_form_on_the_customers_page_needs_no_more_than_one_sentence(client, agent):
    customer = CustomerFactory()
    form = client.get(customer.get_absolute_url()).context["interaction_form"]
    sent = {field.html_name: field.value() for field in form if field.value() is not None}
    client.post(reverse("customers:interaction_create", args=[customer.pk]), {**sent, "summary": "Says thank you"})
    call = Interaction.objects.get()
    assert (call.kind, call.direction, call.reached, call.summary) == ("call", "out", "reached", "Says thank you")


def test_what_is_refused_stays_in_the_form(client, agent):
    address = reverse("customers:interaction_create", args=[CustomerFactory().pk])
    page = client.post(address, a_call(summary="", details="Typed with care 😀", next_task="Send it"))
    assert page.status_code == 422
    assert "Typed with care 😀" in page.content.decode()
    assert "Enter when the next one is due." in text_of(page)


def test_who_noted_it_mends_a_slip_within_a_day(client, agent):
    call = InteractionFactory(user=agent, summary="Aksed for a menu", noted_at=timezone.now())
    address = reverse("customers:interaction_edit", args=[call.pk])
    form = client.get(address).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() is not None}
    client.post(address, {**sent, "summary": "Asked for a menu", "happened_time": "10:00"})
    call.refresh_from_db()
    assert (call.summary, call.version) == ("Asked for a menu", 2)
    late = client.post(address, {**sent, "summary": "Asked for two menus", "happened_time": "10:00"})
    assert late.status_code == 409
    assert "Asked for two menus" in late.content.decode()


@pytest.mark.parametrize(("hours", "is_mine"), [(25, True), (1, False)])
def test_nobody_changes_history_or_the_words_of_a_colleague(client, agent, hours, is_mine):
    noted_at = timezone.now() - timedelta(hours=hours)
    call = InteractionFactory(user=agent if is_mine else UserFactory(), noted_at=noted_at)
    assert client.get(reverse("customers:interaction_edit", args=[call.pk])).status_code == 404
    assert client.post(reverse("customers:interaction_delete", args=[call.pk])).status_code == 404
    values = {"interaction": call, "at": timezone.now(), "by": agent}
    with pytest.raises(NotAllowed):
        correct_interaction(**values, expected_version=1, summary="Never said that")
    with pytest.raises(NotAllowed):
        delete_interaction(**values)
    call.refresh_from_db()
    assert call.summary == "Asked for the price list"


def test_a_note_taken_back_is_gone_from_the_page_and_kept_in_the_audit_log(client, agent):
    call = InteractionFactory(user=agent, noted_at=timezone.now())
    client.post(reverse("customers:interaction_delete", args=[call.pk]))
    assert not Interaction.objects.exists()
    assert list(Interaction.pgh_event_model.objects.values_list("pgh_label", "summary")) == [
        ("insert", "Asked for the price list"), ("delete", "Asked for the price list"),
    ]  # fmt: skip


def test_two_tabs_do_not_overwrite_each_other():
    call = InteractionFactory(noted_at=NOW)
    values = {"at": NOW, "by": call.user, "expected_version": 1}
    correct_interaction(interaction=Interaction.objects.get(), summary="First", **values)
    with pytest.raises(StaleRecord) as stale:
        correct_interaction(interaction=Interaction.objects.get(), summary="Second", **values)
    assert stale.value.current["summary"] == "First"
