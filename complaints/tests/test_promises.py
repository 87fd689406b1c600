"""Dates promised to customers: kept, broken, moved, and told to those who must know."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from common.errors import AppError, NotAllowed
from complaints import services
from complaints.models import Entry, Promise, RestrictedAccess
from complaints.queries import day_start, due_promises
from complaints.queries.promises import promise_records, total_record
from complaints.tests.factories import ComplaintFactory, PromiseFactory, UserFactory
from outbox.models import Message

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)  # a Tuesday at ten in Jakarta
DUE = AT + timedelta(days=2)
DAY = timedelta(days=1)


@pytest.fixture
def agent():
    return UserFactory(language="en")


@pytest.fixture
def promise(agent):
    return services.make_promise(
        complaint=ComplaintFactory(in_progress=True), what="Call back", due_at=DUE, owner=agent, at=AT, by=agent
    )


def record(at):
    day = DUE.date()
    found = total_record(promise_records(user=UserFactory(), since=day - 9 * DAY, until=day + 9 * DAY, at=at))
    return found.kept, found.broken


def test_a_promise_counts_as_kept_until_its_last_moment_and_as_broken_after_it(promise, agent):
    assert record(DUE) == (0, 0)
    assert record(DUE + timedelta(seconds=1)) == (0, 1)
    services.keep_promise(promise=promise, at=DUE, by=agent)
    assert record(DUE + DAY) == (1, 0)


def test_done_late_stays_broken(promise, agent):
    services.keep_promise(promise=promise, at=DUE + DAY, by=agent)
    assert record(DUE + 2 * DAY) == (0, 1)


@pytest.mark.parametrize(
    ("is_agreed", "moved_at", "expected"),
    [(True, DUE - DAY, (1, 0)), (False, DUE - DAY, (0, 1)), (True, DUE + timedelta(hours=1), (0, 1))],
)
def test_a_moved_date_counts_as_broken_unless_the_customer_agreed_before(promise, agent, is_agreed, moved_at, expected):
    services.move_promise(promise=promise, due_at=DUE + 3 * DAY, is_agreed=is_agreed, at=moved_at, by=agent)
    services.keep_promise(promise=promise, at=DUE + 2 * DAY, by=agent)
    assert record(DUE + 4 * DAY) == expected


def test_who_is_released_in_time_neither_kept_nor_broke_it(promise, agent):
    with pytest.raises(AppError):
        services.release_promise(promise=promise, note="", at=AT, by=agent)
    services.release_promise(promise=promise, note="Found it himself", at=AT, by=agent)
    assert record(DUE + DAY) == (0, 0)
    with pytest.raises(NotAllowed):
        services.move_promise(promise=promise, due_at=DUE + DAY, is_agreed=True, at=AT, by=agent)


def test_released_after_the_date_it_was_broken_all_the_same(promise, agent):
    services.release_promise(promise=promise, note="Found it himself", at=DUE + DAY, by=agent)
    assert record(DUE + 2 * DAY) == (0, 1)


def test_a_reply_and_its_promise_are_noted_together_and_once(client, agent):
    complaint = ComplaintFactory(in_progress=True)
    client.force_login(agent)
    form = {"body": "We call you.", "promise": "Call", "promised_on": "05-03-2226", "submission_key": uuid4()}
    wrong = client.post(f"{complaint.get_absolute_url()}write/reply/", form)
    assert (wrong.status_code, "We call you." in wrong.content.decode()) == (422, True)
    form["promised_on"] = "05-03-2126"
    for _ in range(2):
        client.post(f"{complaint.get_absolute_url()}write/reply/", form)
    made = Promise.objects.get()
    assert (made.what, made.owner, made.entry.body) == ("Call", complaint.owner, "We call you.")
    assert list(Entry.objects.filter(kind="promise").values_list("body", flat=True)) == ["Call"]
    assert "Call" in client.get(complaint.get_absolute_url()).content.decode()


def test_a_promise_made_by_a_form_sent_twice_is_one(agent):
    complaint, key = ComplaintFactory(in_progress=True), uuid4()
    for _ in range(2):
        services.make_promise(
            complaint=complaint, what="Call", due_at=DUE, owner=agent, at=AT, by=agent, submission_key=key
        )
    assert Promise.objects.count() == 1


def test_nothing_is_promised_for_the_past_or_given_to_who_can_not_do_it(agent):
    complaint = ComplaintFactory(in_progress=True, about_person=UserFactory())
    for due_at, owner, field in (
        (AT, agent, "due_on"),
        (DUE, complaint.about_person, "owner"),
        (DUE, UserFactory(is_active=False), "owner"),
    ):
        with pytest.raises(AppError) as refusal:
            services.make_promise(complaint=complaint, what="Call", due_at=due_at, owner=owner, at=AT, by=agent)
        assert refusal.value.field == field
    assert Promise.objects.count() == 0


def test_what_is_due_stands_on_the_home_page_and_on_the_list(client, promise, agent):
    PromiseFactory(owner=agent, what="Not yet", due_at=AT + 30_000 * DAY)
    assert [row.what for row in due_promises(user=agent, at=DUE)] == ["Call back"]
    Promise.objects.filter(pk=promise.pk).update(due_at=AT, agreed_at=AT)
    client.force_login(agent)
    assert "Call back" in client.get("/").content.decode()
    page = client.get("/complaints/promises/?tab=overdue").content.decode()
    assert ("Call back" in page, "Not yet" in page) == (True, False)


def test_a_promise_is_done_moved_and_handed_over_on_its_page(client, promise, agent):
    client.force_login(agent)
    address, colleague = f"/complaints/promises/{promise.pk}/", UserFactory()
    assert client.post(address, {"action": "move", "due_on": "yesterday", "version": 1}).status_code == 422
    client.post(address, {"action": "move", "due_on": "05-03-2126", "version": 1})
    stale = client.post(address, {"action": "move", "due_on": "06-03-2126", "version": 1})
    assert stale.status_code == 409
    client.post(address, {"action": "owner", "owner": colleague.pk})
    client.post(address, {"action": "done", "note": "Spoke to him"})
    promise.refresh_from_db()
    assert (promise.owner, promise.outcome, promise.note, promise.moves) == (colleague, "done", "Spoke to him", 1)


def test_late_promises_are_told_once_to_the_owner_and_then_to_managers(agent):
    boss = UserFactory(manager=True)
    late = PromiseFactory(owner=agent)
    secret = PromiseFactory(complaint__is_restricted=True, owner=agent, what="Talk about the bullying")
    named = UserFactory(manager=True)
    for user in (agent, named):
        RestrictedAccess.objects.create(complaint=secret.complaint, user=user)
    next_week = day_start(late.due_at.date() + 7 * DAY) + timedelta(hours=9)
    assert services.send_promise_digests(at=next_week) == (2, 2)
    assert services.send_promise_digests(at=next_week) == (0, 0)
    open_ones = Message.objects.listed()
    told = sorted(message.to_email for message in Message.objects.filter(is_confidential=True))
    assert told == sorted([agent.email, named.email])
    assert sorted(message.to_email for message in open_ones) == sorted([agent.email, boss.email, named.email])


def test_managers_see_who_keeps_promises_and_each_broken_one(client, agent):
    client.force_login(UserFactory(manager=True, language="en"))
    for kept in (True, False):
        due_at = datetime.now(UTC) - 5 * DAY
        ended = {"ended_at": due_at, "outcome": "done"} if kept else {}
        PromiseFactory(owner=agent, what=f"Kept {kept}", due_at=due_at, **ended)
    page = client.get("/complaints/promises/record/").content.decode()
    assert (agent.full_name in page, "Kept False" in page, "Kept True" in page) == (True, True, False)
