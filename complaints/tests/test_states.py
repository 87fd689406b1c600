"""Whatever is done in whatever order, a complaint is in a legal state and its timeline tells how it got there."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import AppError
from complaints import services
from complaints.models import Complaint
from complaints.tests.factories import ComplaintFactory, UserFactory

pytestmark = pytest.mark.django_db

LEGAL = {
    ("new", "in_progress"),
    ("new", "waiting"),
    ("new", "resolved"),
    ("in_progress", "waiting"),
    ("in_progress", "resolved"),
    ("waiting", "in_progress"),
    ("waiting", "resolved"),
    ("resolved", "closed"),
    ("resolved", "in_progress"),
    ("closed", "in_progress"),
}
STEPS = {
    "start": lambda c, at, by: services.start_work(complaint=c, at=at, by=by),
    "reply": lambda c, at, by: services.reply(complaint=c, body="Sorry", at=at, by=by),
    "note": lambda c, at, by: services.add_note(complaint=c, body="Hm", at=at, by=by),
    "message": lambda c, at, by: services.add_customer_message(complaint=c, body="Well?", at=at),
    "wait": lambda c, at, by: services.wait_for_customer(complaint=c, at=at, by=by),
    "resolve": lambda c, at, by: services.resolve(complaint=c, resolution="Done", at=at, by=by),
    "accept": lambda c, at, by: services.accept(complaint=c, at=at),
    "close": lambda c, at, by: services.close_complaint(complaint=c, at=at, by=by),
    "reopen": lambda c, at, by: services.reopen(complaint=c, at=at),
    "silence": lambda c, at, by: services.close_accepted_complaints(at=at),
    "assign": lambda c, at, by: services.assign(complaint=c, owner=by, at=at, by=by),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 12)), max_size=14))
def test_no_sequence_of_steps_reaches_an_illegal_state(db, steps):
    complaint, agent = ComplaintFactory(), UserFactory()
    at = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    status = "new"
    for name, days in steps:
        at += timedelta(days=days)
        try:
            STEPS[name](complaint, at, agent)
        except AppError:
            assert Complaint.objects.get(pk=complaint.pk).status == status
        after = Complaint.objects.get(pk=complaint.pk)
        moves = list(complaint.entries.filter(kind="status").values_list("old_value", "new_value"))
        assert set(moves) <= LEGAL
        assert after.status == (moves[-1][1] if moves else "new")
        assert (after.waiting_since is not None) == (after.status == "waiting")
        assert (after.resolved_at is not None) == (after.status in ("resolved", "closed"))
        assert (after.closed_at is not None) == (after.status == "closed")
        status = after.status
