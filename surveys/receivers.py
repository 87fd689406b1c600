"""What surveys do when something happens to a complaint or a customer."""

from django.dispatch import receiver

from complaints.signals import complaint_closed, complaint_reopened
from customers.signals import surveys_refused
from surveys import services


@receiver(complaint_closed, dispatch_uid="surveys.invite_after_closing")
def invite_after_closing(sender, complaint, at, **kwargs) -> None:
    services.plan_invitation(complaint=complaint, at=at)


@receiver(complaint_reopened, dispatch_uid="surveys.withdraw_after_reopening")
def withdraw_after_reopening(sender, complaint, **kwargs) -> None:
    services.cancel_invitations_of_complaint(complaint=complaint)


@receiver(surveys_refused, dispatch_uid="surveys.withdraw_after_refusal")
def withdraw_after_refusal(sender, customer, **kwargs) -> None:
    services.cancel_invitations_of_customer(customer=customer)
