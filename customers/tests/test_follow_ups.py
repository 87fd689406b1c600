"""What is promised to customers: planned, done, put off, handed over, and what happens when nobody does it."""

import html
import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from common.errors import AppError, NotAllowed, StaleRecord
from customers.enums import Repeat
from customers.models import FollowUp
from customers.services import (
    add_follow_up,
    complete_follow_up,
    complete_follow_ups,
    edit_follow_up,
    hand_over_follow_ups,
    merge_customers,
    snooze_follow_up,
)
from customers.services.follow_ups import next_turn
from customers.tests.factories import CustomerFactory, FollowUpFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)


def text_of(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def url(name: str, *args) -> str:
    return reverse(f"customers:{name}", args=args)


def tasks(client, tab: str = "") -> list[str]:
    return [row.task for row in client.get(f"{url('follow_up_list')}?tab={tab}").context["page"]]


# --- services ---------------------------------------------------------------------------------------------------------


def test_a_follow_up_for_one_cause_is_made_once_and_goes_to_the_survivor():
    customer, survivor = CustomerFactory.create_batch(2)
    merge_customers(duplicate=customer, survivor=survivor, at=NOW)
    values = {"customer": customer, "owner": UserFactory(), "task": "Call", "due_at": NOW, "at": NOW}
    assert add_follow_up(**values, source_key="survey-response:1").customer == survivor
    assert add_follow_up(**values, source_key="survey-response:1") is None
    assert FollowUp.objects.count() == 1


def test_the_second_to_complete_a_follow_up_is_told():
    follow_up, user = FollowUpFactory(), UserFactory()
    done = complete_follow_up(follow_up=follow_up, outcome="Reached her", at=NOW, by=user)
    assert (done.outcome, done.done_at, done.done_by) == ("Reached her", NOW, user)
    with pytest.raises(NotAllowed):
        complete_follow_up(follow_up=follow_up, outcome="Again", at=NOW, by=user)


def test_the_next_one_is_planned_with_the_outcome_of_this_one():
    follow_up = FollowUpFactory()
    complete_follow_up(
        follow_up=follow_up, outcome="Wants an offer", at=NOW, by=follow_up.owner, next_task="Send the offer",
        next_due_at=NOW + timedelta(days=2),
    )  # fmt: skip
    planned = FollowUp.objects.get(done_at=None)
    assert (planned.task, planned.owner, planned.customer) == ("Send the offer", follow_up.owner, follow_up.customer)


def test_one_that_comes_again_is_planned_once_for_its_next_turn_still_to_come():
    due_at = datetime(2025, 12, 31, 3, tzinfo=UTC)
    follow_up = FollowUpFactory(due_at=due_at, repeat=Repeat.MONTHLY, priority=1)
    complete_follow_up(follow_up=follow_up, outcome="Done late", at=NOW, by=follow_up.owner)
    planned = FollowUp.objects.get(done_at=None)
    assert timezone.localtime(planned.due_at).date() == date(2026, 3, 31)
    assert (planned.repeat, planned.priority, planned.task) == (Repeat.MONTHLY, 1, follow_up.task)


@given(hour=st.integers(0, 90_000), late=st.integers(-100, 1000), repeat=st.sampled_from(list(Repeat)))
def test_the_next_turn_is_the_first_one_to_come_at_the_same_time_of_day(hour, late, repeat):
    due_at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
    after = due_at + timedelta(days=late)
    turn = next_turn(due_at, repeat, after=after)
    longest = {Repeat.WEEKLY: 7, Repeat.MONTHLY: 31, Repeat.QUARTERLY: 92, Repeat.YEARLY: 366}[repeat]
    assert turn > after
    assert turn - max(after, due_at) <= timedelta(days=longest)
    assert timezone.localtime(turn).time() == timezone.localtime(due_at).time()


def test_putting_off_counts_and_begins_the_reminders_anew():
    follow_up = FollowUpFactory(reminded_at=NOW, escalated_at=NOW)
    with pytest.raises(AppError) as refused:
        snooze_follow_up(follow_up=follow_up, until=NOW, at=NOW)
    assert refused.value.field == "until"
    snooze_follow_up(follow_up=follow_up, until=NOW + timedelta(hours=1), at=NOW)
    follow_up.refresh_from_db()
    assert (follow_up.snoozes, follow_up.reminded_at, follow_up.escalated_at) == (1, None, None)


def test_an_edit_on_top_of_a_colleagues_change_is_refused_with_what_is_stored():
    follow_up = FollowUpFactory(task="Call")
    snooze_follow_up(follow_up=FollowUp.objects.get(), until=NOW + timedelta(days=1), at=NOW)
    with pytest.raises(StaleRecord):
        edit_follow_up(follow_up=follow_up, expected_version=1, task="Visit")
    assert FollowUp.objects.get().task == "Call"


def test_nothing_is_handed_to_somebody_who_can_no_longer_sign_in():
    gone = UserFactory(is_active=False)
    with pytest.raises(AppError):
        hand_over_follow_ups(pks=[FollowUpFactory().pk], to=gone)
    with pytest.raises(AppError):
        add_follow_up(customer=CustomerFactory(), owner=gone, task="Call", due_at=NOW, at=NOW)


def test_of_several_those_that_a_colleague_did_meanwhile_keep_their_outcome():
    first, second = FollowUpFactory.create_batch(2)
    user = UserFactory()
    complete_follow_up(follow_up=first, outcome="Reached her", at=NOW, by=user)
    assert complete_follow_ups(pks=[first.pk, second.pk], outcome="All called", at=NOW, by=user) == 1
    assert list(FollowUp.objects.order_by("pk").values_list("outcome", flat=True)) == ["Reached her", "All called"]


# --- list -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def many():
    """Follow-ups of each kind, of the person given."""

    def make(user):
        now, other, gone = timezone.now(), UserFactory(), UserFactory(is_active=False)
        later = now + timedelta(days=2)
        FollowUpFactory(task="Mine overdue", owner=user, due_at=now - timedelta(days=2))
        FollowUpFactory(task="Mine later", owner=user, due_at=later)
        FollowUpFactory(task="Asked of a colleague", owner=other, created_by=user, due_at=later)
        FollowUpFactory(task="Somebody else's", owner=other, due_at=later + timedelta(hours=1))
        FollowUpFactory(task="Of somebody who left", owner=gone, due_at=later + timedelta(hours=2))
        FollowUpFactory(task="Of nobody", owner=None, due_at=later + timedelta(hours=3))
        FollowUpFactory(task="Done", owner=user, due_at=now, done_at=now)

    return make


def test_staff_see_what_is_theirs_and_what_they_asked_of_others(client, agent, many):
    many(agent)
    assert "Mine 2 Due today 0 Overdue 1 Waiting for others 1" in text_of(client.get(url("follow_up_list")))
    assert tasks(client, "mine") == ["Mine overdue", "Mine later"]
    assert tasks(client, "overdue") == ["Mine overdue"]
    assert tasks(client, "others") == ["Asked of a colleague"]
    assert tasks(client, "everybody") == ["Mine overdue", "Mine later"]


def test_managers_see_everybodys_and_what_has_nobody_to_do_it(client, manager, many):
    many(manager)
    assert tasks(client, "everybody") == [
        "Mine overdue", "Mine later", "Asked of a colleague", "Somebody else's", "Of somebody who left", "Of nobody",
    ]  # fmt: skip
    assert tasks(client, "ownerless") == ["Of somebody who left", "Of nobody"]
    home = text_of(client.get("/"))
    assert "Follow-ups without owner Of somebody who left" in home


def test_the_list_costs_the_same_for_three_and_thirty(client, manager):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{url('follow_up_list')}?tab=everybody&size=50")
        return len(captured)

    FollowUpFactory.create_batch(3)
    few = queries()
    FollowUpFactory.create_batch(27)
    assert queries() == few <= 8


def test_several_are_completed_or_handed_over_at_once(client, manager):
    rows, colleague = FollowUpFactory.create_batch(3), UserFactory(full_name="Hendra")
    chosen = {"tab": "everybody", "pks": [rows[0].pk, rows[1].pk]}
    values = {**chosen, "action": "hand_over", "owner": colleague.pk}
    assert "2 follow-ups are with Hendra now." in text_of(client.post(url("follow_up_bulk"), values, follow=True))
    assert list(colleague.follow_ups.order_by("pk")) == rows[:2]
    values = {**chosen, "action": "done", "outcome": "All called"}
    assert "2 follow-ups are done." in text_of(client.post(url("follow_up_bulk"), values, follow=True))
    assert tasks(client, "everybody") == [rows[2].task]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"action": "done", "outcome": "x"}, "Choose at least one line."),
        ({"action": "done", "pks": ["1"]}, "Write what came of it."),
        ({"action": "hand_over", "pks": ["1"]}, "Choose who does it from now on."),
        ({"action": "hand_over", "pks": ["1; DROP"], "owner": ""}, "The form was damaged on its way."),
        ({"action": "done", "outcome": "x", "pks": [str(n) for n in range(101)]}, "Choose at most 100 at a time."),
        ({"action": "explode", "pks": ["1"]}, "Select a valid choice."),
    ],
)
def test_what_can_not_be_done_with_several_is_said_and_ticks_stay(client, agent, values, sentence):
    mine = FollowUpFactory(owner=agent)
    if "pks" in values:
        values = {**values, "pks": [*values["pks"], mine.pk]}
    response = client.post(url("follow_up_bulk"), values)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert ("checked" in response.content.decode()) == ("pks" in values)
    assert FollowUp.objects.get().done_at is None


# --- page -------------------------------------------------------------------------------------------------------------


def test_a_follow_up_is_planned_with_time_priority_and_repetition(client, agent):
    customer = CustomerFactory()
    values = {
        "submission_key": uuid.uuid4(), "task": "Send the menu", "due_on": "31-12-2026", "due_time": "8",
        "owner": agent.pk, "priority": "1", "repeat": "weekly",
    }  # fmt: skip
    for _twice in range(2):
        assert client.post(url("follow_up_create", customer.pk), values).status_code == 302
    (row,) = FollowUp.objects.all()
    assert (row.priority, row.repeat, row.created_by) == (1, "weekly", agent)
    assert timezone.localtime(row.due_at).isoformat()[:16] == "2026-12-31T08:00"


def test_the_form_opens_in_its_place_on_the_customers_page(client, agent):
    answer = client.get(url("follow_up_create", CustomerFactory().pk), headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert 'name="due_on"' in answer.content.decode()


def test_done_is_noted_with_the_next_step(client, agent):
    follow_up = FollowUpFactory(owner=agent)
    values = {"outcome": "Wants an offer", "next_task": "Send it", "next_due_on": "31-12-2026"}
    client.post(url("follow_up_done", follow_up.pk), values)
    assert FollowUp.objects.get(done_at=None).task == "Send it"
    again = client.post(url("follow_up_done", follow_up.pk), {"outcome": "Twice"})
    assert again.status_code == 422
    assert "This follow-up is done already." in text_of(again)


def test_it_is_put_off_with_one_click_or_until_a_day(client, agent):
    follow_up = FollowUpFactory(owner=agent)
    client.post(url("follow_up_snooze", follow_up.pk), {"in": "tomorrow"})
    follow_up.refresh_from_db()
    local = timezone.localtime(follow_up.due_at)
    assert (local.date(), local.hour) == (timezone.localdate() + timedelta(days=1), 9)
    client.post(url("follow_up_snooze", follow_up.pk), {"until_on": "31-12-2099", "until_time": "7.15"})
    follow_up.refresh_from_db()
    assert timezone.localtime(follow_up.due_at).isoformat()[:16] == "2099-12-31T07:15"
    past = client.post(url("follow_up_snooze", follow_up.pk), {"until_on": "31-12-2020"})
    assert past.status_code == 422
    assert "Enter a time that is still to come." in text_of(past)


def test_it_is_handed_over_and_changed_without_losing_a_colleagues_change(client, agent):
    follow_up, colleague = FollowUpFactory(owner=agent, task="Call"), UserFactory(full_name="Hendra")
    form = client.get(url("follow_up_edit", follow_up.pk)).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() is not None}
    sent |= {"owner": agent.pk, "due_on": "31-12-2026", "due_time": "08:00"}
    client.post(url("follow_up_hand_over", follow_up.pk), {"owner": colleague.pk})
    late = client.post(url("follow_up_edit", follow_up.pk), {**sent, "task": "Visit"})
    assert late.status_code == 409
    assert "Hendra" in text_of(late)
    assert "Visit" in late.content.decode()
    follow_up.refresh_from_db()
    assert (follow_up.owner, follow_up.task) == (colleague, "Call")


def test_who_left_keeps_what_is_theirs_until_it_is_handed_over(client, agent):
    gone = UserFactory(is_active=False)
    follow_up = FollowUpFactory(owner=gone, task="Call", due_at=NOW)
    values = {
        "version": 1, "task": "Visit", "owner": gone.pk, "due_on": "31-12-2026", "priority": "2", "repeat": "",
    }  # fmt: skip
    assert client.post(url("follow_up_edit", follow_up.pk), values).status_code == 302
    follow_up.refresh_from_db()
    assert (follow_up.owner, follow_up.task) == (gone, "Visit")
