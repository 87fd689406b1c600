"""Whatever is done in whatever order, a complaint is in a legal state and its timeline tells how it got there."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import AppError
from complaints import services
from complaints.models import Complaint
from complaints.tests.factories import RECEIVED_AT, ComplaintFactory, UserFactory
from outbox.models import Message

pytestmark = pytest.mark.django_db

LEGAL = {
    ("received", "acknowledged"),
    ("acknowledged", "assessed"),
    ("assessed", "investigating"),
    ("investigating", "answered"),
    ("answered", "accepted"),
    ("answered", "refused"),
    ("answered", "closed"),
    ("answered", "investigating"),
    ("accepted", "closed"),
    ("refused", "investigating"),
    ("refused", "closed"),
    ("closed", "investigating"),
}
WEIGHED = {"severity": "high", "safety": False, "complexity": "simple", "impact": "one", "needs_action_now": False}
STEPS = {
    "acknowledge": lambda c, at, by: services.acknowledge(complaint=c, at=at, by=by, how="called back"),
    "assess": lambda c, at, by: services.assess(complaint=c, at=at, by=by, **WEIGHED),
    "start": lambda c, at, by: services.start_work(complaint=c, at=at, by=by),
    "reply": lambda c, at, by: services.reply(complaint=c, body="Sorry", at=at, by=by),
    "note": lambda c, at, by: services.add_note(complaint=c, body="Hm", at=at, by=by),
    "message": lambda c, at, by: services.add_customer_message(complaint=c, body="Well?", at=at),
    "wait": lambda c, at, by: services.wait_for_customer(complaint=c, at=at, by=by),
    "resolve": lambda c, at, by: services.resolve(complaint=c, resolution="Done", at=at, by=by),
    "accept": lambda c, at, by: services.accept(complaint=c, at=at),
    "refuse": lambda c, at, by: services.refuse(complaint=c, at=at, reason="No"),
    "close": lambda c, at, by: services.close_complaint(complaint=c, at=at, by=by),
    "last word": lambda c, at, by: services.close_complaint(complaint=c, at=at, by=by, reason="We can't do more"),
    "reopen": lambda c, at, by: services.reopen(complaint=c, at=at),
    "silence": lambda c, at, by: services.close_accepted_complaints(at=at),
    "assign": lambda c, at, by: services.assign(complaint=c, owner=by, at=at, by=by),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 12)), max_size=14))
def test_no_sequence_of_steps_reaches_an_illegal_state(db, steps):
    complaint, agent = ComplaintFactory(), UserFactory()
    at = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    status = "received"
    for name, days in steps:
        at += timedelta(days=days)
        try:
            STEPS[name](complaint, at, agent)
        except AppError:
            assert Complaint.objects.get(pk=complaint.pk).status == status
        after = Complaint.objects.get(pk=complaint.pk)
        moves = list(complaint.entries.filter(kind="status").values_list("old_value", "new_value"))
        assert set(moves) <= LEGAL
        assert after.status == (moves[-1][1] if moves else "received")
        assert after.waiting_since is None or after.is_open
        assert (after.resolved_at is not None) == (after.status in ("answered", "accepted", "closed"))
        assert (after.acknowledged_at is not None) == (after.status != "received")
        assert (after.assessed_at is not None) == (after.status not in ("received", "acknowledged"))
        assert (after.closed_at is not None) == (after.status == "closed")
        status = after.status


@pytest.mark.parametrize("crafted", sorted({s for s, _ in LEGAL} | {s for _, s in LEGAL}))
def test_the_database_itself_refuses_a_move_that_is_none(crafted):
    for old in sorted({source for source, _ in LEGAL}):
        complaint = ComplaintFactory(
            status=old,
            resolved_at=None
            if old in ("received", "acknowledged", "assessed", "investigating", "refused")
            else RECEIVED_AT,
            closed_at=RECEIVED_AT if old == "closed" else None,
        )
        with transaction.atomic(), suppress(IntegrityError, InternalError):
            Complaint.objects.filter(pk=complaint.pk).update(
                status=crafted, resolved_at=RECEIVED_AT, closed_at=RECEIVED_AT, next_due_at=None
            )
        moved = Complaint.objects.get(pk=complaint.pk).status
        assert moved == (crafted if (old, crafted) in LEGAL else old)


def test_an_answer_on_the_spot_passes_through_every_state():
    complaint, agent = ComplaintFactory(), UserFactory()
    services.resolve(complaint=complaint, resolution="Towels brought", at=RECEIVED_AT, by=agent)
    moves = complaint.entries.filter(kind="status").order_by("id").values_list("new_value", flat=True)
    assert list(moves) == ["acknowledged", "assessed", "investigating", "answered"]


def test_a_refused_answer_is_closed_only_with_a_reason_that_the_customer_is_sent():
    complaint = ComplaintFactory(resolved=True, customer__email="budi@id.example")
    services.refuse(complaint=complaint, at=RECEIVED_AT, reason="The room was still dirty")
    assert (complaint.status, complaint.verdict, complaint.is_open) == ("refused", "refused", True)
    with pytest.raises(AppError) as refusal:
        services.close_complaint(complaint=complaint, at=RECEIVED_AT, by=UserFactory())
    assert refusal.value.field == "reason"
    services.close_complaint(complaint=complaint, at=RECEIVED_AT, by=UserFactory(), reason="Refunded twice already")
    assert (complaint.status, complaint.resolved_at) == ("closed", RECEIVED_AT)
    assert Message.objects.get(purpose="complaints/mail/last_word").to_email == "budi@id.example"


@pytest.mark.parametrize(
    ("answers", "priority"),
    [
        ({}, "normal"),
        ({"severity": "low"}, "low"),
        ({"severity": "low", "impact": "several"}, "normal"),
        ({"severity": "low", "complexity": "complex"}, "normal"),
        ({"severity": "high"}, "high"),
        ({"impact": "many"}, "high"),
        ({"severity": "critical"}, "urgent"),
        ({"severity": "low", "safety": True}, "urgent"),
        ({"severity": "low", "needs_action_now": True}, "urgent"),
    ],
)
def test_the_priority_follows_from_the_assessment(answers, priority):
    complaint = ComplaintFactory()
    services.assess(
        complaint=complaint, at=RECEIVED_AT, by=UserFactory(), **{**WEIGHED, "severity": "normal", **answers}
    )
    assert (complaint.priority, complaint.status) == (priority, "assessed")
