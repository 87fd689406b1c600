"""The survey after a complaint that was merged into another one."""

from datetime import timedelta

import pytest

from accounts.tests.factories import UserFactory
from complaints.services import merge_complaints, undo_merge
from surveys.enums import InvitationStatus
from surveys.models import Invitation
from surveys.tests.factories import NOON, ComplaintFactory
from surveys.tests.test_invitations import clock, close, follow_up  # noqa: F401

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=3)


@pytest.fixture
def invitation(follow_up) -> Invitation:  # noqa: F811
    return close(ComplaintFactory())


def test_it_waits_while_the_complaint_that_took_it_in_is_open_and_goes_out_when_they_are_taken_apart(invitation):
    agent, closed = UserFactory(), invitation.complaint
    open_one = ComplaintFactory(customer=closed.customer, status="investigating", resolved_at=None, closed_at=None)
    merge = merge_complaints(duplicate=closed, survivor=open_one, at=NOON, by=agent)
    invitation.refresh_from_db()
    assert (invitation.status, invitation.message.status) == (InvitationStatus.CANCELLED, "cancelled")
    undo_merge(merge=merge, at=LATER, by=agent)
    invitation.refresh_from_db()
    assert (invitation.complaint, invitation.status) == (closed, InvitationStatus.PLANNED)
    assert (invitation.message.status, invitation.message.next_attempt_at) == ("pending", LATER)


def test_what_was_cancelled_for_another_reason_stays_so(invitation):
    agent, closed = UserFactory(), invitation.complaint
    Invitation.objects.update(status=InvitationStatus.CANCELLED)
    merge = merge_complaints(
        duplicate=closed,
        survivor=ComplaintFactory(customer=closed.customer, status="investigating", resolved_at=None, closed_at=None),
        at=NOON,
        by=agent,
    )
    undo_merge(merge=merge, at=LATER, by=agent)
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.CANCELLED
