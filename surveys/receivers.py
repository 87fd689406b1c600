"""What surveys do when something happens to a complaint or a customer."""

from django.db.models import QuerySet

from accounts.models import User
from accounts.queries import register_audit_filter
from complaints.signals import (
    complaint_closed,
    complaint_merge_undone,
    complaint_merged,
    complaint_reopened,
    complaint_restricted,
)
from customers.signals import merge_undone, surveys_refused
from surveys import services
from surveys.models import Invitation


def invite_after_closing(sender, complaint, at, **kwargs) -> None:
    services.plan_invitation(complaint=complaint, at=at)


def withdraw_after_reopening(sender, complaint, **kwargs) -> None:
    services.cancel_invitations_of_complaint(complaint=complaint)


def withdraw_after_merging(sender, complaint, merge, **kwargs) -> None:
    """What came with a closed duplicate is not asked while the complaint that took it in is open."""
    if complaint.is_open:
        services.cancel_invitations_of_complaint(complaint=complaint, merge=merge)


def hide_with_complaint(sender, complaint, **kwargs) -> None:
    services.follow_confidentiality(complaint=complaint)


def withdraw_after_refusal(sender, customer, merge=None, **kwargs) -> None:
    services.cancel_invitations_of_customer(customer=customer, merge=merge)


def plan_again_after_undo(sender, merge, at, **kwargs) -> None:
    services.plan_again(merge=merge, at=at)


def visible_response_events(user: User, events: QuerySet) -> QuerySet:
    """Without answers about confidential complaints that this person is not named on."""
    return events.filter(invitation_id__in=Invitation.objects.visible_to(user).values("pk"))


def register() -> None:
    complaint_closed.connect(invite_after_closing)
    complaint_reopened.connect(withdraw_after_reopening)
    complaint_merged.connect(withdraw_after_merging)
    complaint_restricted.connect(hide_with_complaint)
    surveys_refused.connect(withdraw_after_refusal)
    merge_undone.connect(plan_again_after_undo)
    complaint_merge_undone.connect(plan_again_after_undo)
    register_audit_filter("surveys.response", visible_response_events)
