"""What surveys do when something happens to a complaint or a customer."""

from django.db.models import QuerySet
from django.dispatch import receiver

from accounts.models import User
from accounts.queries import register_audit_filter
from complaints.signals import complaint_closed, complaint_merged, complaint_reopened, complaint_restricted
from customers.signals import merge_undone, surveys_refused
from surveys import services
from surveys.models import Invitation


@receiver(complaint_closed, dispatch_uid="surveys.invite_after_closing")
def invite_after_closing(sender, complaint, at, **kwargs) -> None:
    services.plan_invitation(complaint=complaint, at=at)


@receiver(complaint_reopened, dispatch_uid="surveys.withdraw_after_reopening")
def withdraw_after_reopening(sender, complaint, **kwargs) -> None:
    services.cancel_invitations_of_complaint(complaint=complaint)


@receiver(complaint_merged, dispatch_uid="surveys.withdraw_after_merging")
def withdraw_after_merging(sender, complaint, **kwargs) -> None:
    """What came with a closed duplicate is not asked while the complaint that took it in is open."""
    if complaint.is_open:
        services.cancel_invitations_of_complaint(complaint=complaint)


@receiver(complaint_restricted, dispatch_uid="surveys.hide_with_complaint")
def hide_with_complaint(sender, complaint, **kwargs) -> None:
    services.follow_confidentiality(complaint=complaint)


@receiver(surveys_refused, dispatch_uid="surveys.withdraw_after_refusal")
def withdraw_after_refusal(sender, customer, merge=None, **kwargs) -> None:
    services.cancel_invitations_of_customer(customer=customer, merge=merge)


@receiver(merge_undone, dispatch_uid="surveys.plan_again_after_undo")
def plan_again_after_undo(sender, merge, at, **kwargs) -> None:
    services.plan_again(merge=merge, at=at)


def visible_response_events(user: User, events: QuerySet) -> QuerySet:
    """Without answers about confidential complaints that this person is not named on."""
    return events.filter(invitation_id__in=Invitation.objects.visible_to(user).values("pk"))


register_audit_filter("surveys.response", visible_response_events)
