"""The way of a complaint, as the services walk it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils.translation import override

from common.errors import AppError, NotAllowed, StaleRecord
from complaints import services
from complaints.enums import EntryKind, Status, Verdict
from complaints.models import Complaint, Entry, HandlingPolicy, TrackingLink, WorkingHours
from complaints.signals import complaint_closed, complaint_reopened
from complaints.tests.factories import (
    RECEIVED_AT,
    ComplaintFactory,
    CustomerFactory,
    UserFactory,
    a_cause,
    with_solution_clock,
)
from outbox.models import Message

pytestmark = pytest.mark.django_db
MONDAY_NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


@pytest.fixture
def office_hours():
    """Monday to Friday, eight to five, in Jakarta."""
    WorkingHours.objects.all().delete()
    WorkingHours.objects.bulk_create(WorkingHours(weekday=day, starts_at="08:00", ends_at="17:00") for day in range(5))


@pytest.fixture
def agent():
    return UserFactory()


@pytest.fixture
def heard():
    """Names of the signals sent, in order."""
    log = []

    def on_closed(sender, complaint, at, **kwargs):
        log.append(("closed", complaint.reference))

    def on_reopened(sender, complaint, at, **kwargs):
        log.append(("reopened", complaint.reference))

    complaint_closed.connect(on_closed)
    complaint_reopened.connect(on_reopened)
    yield log
    complaint_closed.disconnect(on_closed)
    complaint_reopened.disconnect(on_reopened)


def kinds(complaint):
    return list(complaint.entries.values_list("kind", flat=True))


def test_a_logged_complaint_gets_number_due_time_receipt_and_first_line(office_hours, agent):
    customer = CustomerFactory(email="budi@id.example", language="en")

    complaint = services.log_complaint(
        customer=customer, channel="phone", summary="No hot water", at=MONDAY_NOON, by=agent, severity="high"
    )

    assert complaint.reference == "K-2026-00001"
    # Five hours of work are left on Monday, three more on Tuesday from eight: eleven in Jakarta.
    assert complaint.due_at == datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
    message = Message.objects.get()
    assert (message.to_email, message.language) == ("budi@id.example", "en")
    assert "K-2026-00001" in message.subject
    assert TrackingLink.objects.get().complaint == complaint
    # The caller was told while we wrote it down, and the receipt is on its way: it is acknowledged.
    assert list(complaint.entries.values_list("kind", "new_value")) == [
        ("received", "phone"),
        ("status", "acknowledged"),
    ]


def test_the_year_of_a_number_is_that_of_jakarta():
    late_in_utc = datetime(2026, 12, 31, 18, 0, tzinfo=UTC)
    complaint = services.log_complaint(
        customer=CustomerFactory(), channel="web", summary="New year, no service", at=late_in_utc
    )
    assert complaint.reference == "K-2027-00001"


def test_a_form_sent_twice_makes_one_complaint_and_one_receipt(agent):
    customer, key = CustomerFactory(email="budi@id.example"), uuid4()
    both = [
        services.log_complaint(
            customer=customer, channel="phone", summary="Rude clerk", at=MONDAY_NOON, by=agent, submission_key=key
        )
        for _ in range(2)
    ]
    assert both[0] == both[1]
    assert (Complaint.objects.count(), Message.objects.count()) == (1, 1)


def test_a_complaint_of_a_merged_record_goes_to_the_survivor():
    survivor = CustomerFactory()
    duplicate = CustomerFactory(merged_into=survivor)
    complaint = services.log_complaint(customer=duplicate, channel="web", summary="Late", at=MONDAY_NOON)
    assert complaint.customer == survivor


def test_the_first_answer_starts_the_work_and_is_mailed(agent):
    complaint = ComplaintFactory(customer__email="budi@id.example")

    services.reply(complaint=complaint, body="We are looking into it.", at=MONDAY_NOON, by=agent)

    complaint.refresh_from_db()
    assert (complaint.status, complaint.owner, complaint.first_response_at) == ("investigating", agent, MONDAY_NOON)
    assert kinds(complaint) == ["assignment", "status", "status", "status", "reply"]
    assert Message.objects.get().purpose == "complaints/mail/reply"


def test_the_clock_stands_still_while_we_wait_for_the_customer(office_hours, agent):
    complaint = with_solution_clock(ComplaintFactory(in_progress=True, due_at=MONDAY_NOON + timedelta(hours=2)))
    services.wait_for_customer(complaint=complaint, at=MONDAY_NOON, by=agent, question="Which room was it?")
    assert (complaint.status, complaint.is_waiting) == (Status.INVESTIGATING, True)
    assert complaint.is_overdue(MONDAY_NOON + timedelta(days=9)) is False

    services.add_customer_message(complaint=complaint, body="Room 12", at=MONDAY_NOON + timedelta(days=1))

    # A day of nine working hours passed (Monday 12-17 and Tuesday 8-12): due Tuesday at two in the afternoon.
    assert complaint.due_at == MONDAY_NOON + timedelta(days=1, hours=2)
    assert (complaint.status, complaint.waiting_since) == (Status.INVESTIGATING, None)


def test_resolving_needs_a_root_cause(agent):
    complaint = ComplaintFactory(cause=None, in_progress=True)
    with pytest.raises(AppError) as refusal:
        services.resolve(complaint=complaint, resolution="Refunded.", at=MONDAY_NOON, by=agent)
    assert refusal.value.field == "cause"
    assert Complaint.objects.get().status == Status.INVESTIGATING

    services.resolve(complaint=complaint, resolution="Refunded.", at=MONDAY_NOON, by=agent, cause=a_cause())
    assert (complaint.status, complaint.cause.slug) == (Status.ANSWERED, "slow_response")


def test_acceptance_closes_once_and_after_silent_closing_only_adds_the_verdict(heard):
    complaint = ComplaintFactory(resolved=True)
    services.close_complaint(complaint=complaint, at=MONDAY_NOON)
    services.accept(complaint=complaint, at=MONDAY_NOON)
    services.accept(complaint=complaint, at=MONDAY_NOON)
    assert (complaint.status, complaint.verdict) == (Status.CLOSED, Verdict.ACCEPTED)
    assert heard == [("closed", complaint.reference)]


def test_a_customer_reopens_within_the_days_of_the_policy(office_hours, heard):
    complaint = ComplaintFactory(closed=True, resolved_at=MONDAY_NOON, closed_at=MONDAY_NOON)

    with pytest.raises(NotAllowed):
        services.reopen(complaint=complaint, at=MONDAY_NOON + timedelta(days=14, seconds=1))
    services.reopen(complaint=complaint, at=MONDAY_NOON + timedelta(days=14), reason="Still no refund")

    assert (complaint.status, complaint.verdict, complaint.reopened_count) == ("investigating", "refused", 1)
    assert complaint.due_at > MONDAY_NOON + timedelta(days=14)
    assert complaint.entries.get().body == "Still no refund"
    assert heard == [("reopened", complaint.reference)]


def test_silence_closes_what_was_resolved_long_enough_ago(heard):
    HandlingPolicy.objects.update_or_create(defaults={"accept_after_days": 7})
    old = ComplaintFactory(resolved=True, resolved_at=MONDAY_NOON)
    fresh = ComplaintFactory(resolved=True, resolved_at=MONDAY_NOON + timedelta(hours=1))

    assert services.close_accepted_complaints(at=MONDAY_NOON + timedelta(days=7)) == 1
    assert services.close_accepted_complaints(at=MONDAY_NOON + timedelta(days=7)) == 0

    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.status, old.verdict, fresh.status) == (Status.CLOSED, "", Status.ANSWERED)
    assert heard == [("closed", old.reference)]


def test_a_second_editor_is_told_and_loses_nothing(agent):
    complaint = ComplaintFactory(summary="No hot water")
    theirs, mine = Complaint.objects.get(), Complaint.objects.get()
    services.edit_complaint(complaint=theirs, expected_version=1, at=MONDAY_NOON, by=agent, summary="No water at all")

    with pytest.raises(StaleRecord) as stale:
        services.edit_complaint(complaint=mine, expected_version=1, at=MONDAY_NOON, by=agent, summary="Cold water")

    assert stale.value.current == {"summary": "No water at all", "version": 2, "updated_at": MONDAY_NOON}
    complaint.refresh_from_db()
    assert complaint.summary == "No water at all"
    entry = complaint.entries.get()
    with override("en"):
        assert (entry.field_name, entry.before, entry.after) == ("summary", "No hot water", "No water at all")


def test_a_resolution_on_top_of_a_colleagues_change_is_refused(agent):
    complaint = ComplaintFactory(in_progress=True)
    services.edit_complaint(
        complaint=Complaint.objects.get(), expected_version=1, at=MONDAY_NOON, by=agent, summary="Changed"
    )
    with pytest.raises(StaleRecord):
        services.resolve(complaint=complaint, resolution="Done", at=MONDAY_NOON, by=agent, expected_version=1)
    assert Complaint.objects.get().status == Status.INVESTIGATING


def test_a_new_severity_moves_the_promise_and_keeps_the_time_waited(office_hours, agent):
    complaint = services.log_complaint(
        customer=CustomerFactory(), channel="phone", summary="Leak", at=MONDAY_NOON, severity="normal"
    )
    services.wait_for_customer(complaint=complaint, at=MONDAY_NOON, by=agent)
    services.start_work(complaint=complaint, at=MONDAY_NOON + timedelta(hours=1), by=agent)

    services.edit_complaint(
        complaint=complaint, expected_version=complaint.version, at=MONDAY_NOON, by=agent, severity="critical"
    )

    # Four hours from noon and one hour waited: at five on Monday.
    assert complaint.due_at == MONDAY_NOON + timedelta(hours=5)


def test_replies_and_notes_sent_twice_are_written_once(agent):
    complaint, keys = ComplaintFactory(customer__email="budi@id.example"), [uuid4(), uuid4()]
    for _ in range(2):
        services.reply(complaint=complaint, body="Sorry", at=MONDAY_NOON, by=agent, submission_key=keys[0])
        services.add_note(complaint=complaint, body="Angry", at=MONDAY_NOON, by=agent, submission_key=keys[1])
    assert Entry.objects.filter(kind__in=[EntryKind.REPLY, EntryKind.NOTE]).count() == 2
    assert Message.objects.count() == 1


def test_a_confidential_complaint_is_assigned_to_named_people_only(agent):
    outsider = UserFactory()
    complaint = services.log_complaint(
        customer=CustomerFactory(),
        channel="counter",
        summary="Bullied by a colleague",
        at=RECEIVED_AT,
        by=agent,
        is_restricted=True,
    )
    with pytest.raises(AppError):
        services.assign(complaint=complaint, owner=outsider, at=RECEIVED_AT, by=agent)
    services.assign(complaint=complaint, owner=agent, at=RECEIVED_AT, by=agent)
    assert complaint.owner == agent


def test_a_confidential_complaint_without_anybody_to_see_it_is_refused():
    with pytest.raises(AppError):
        services.log_complaint(
            customer=CustomerFactory(), channel="web", summary="Secret", at=RECEIVED_AT, is_restricted=True
        )
    assert Complaint.objects.count() == 0
