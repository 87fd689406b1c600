"""Single answers: for the page of one, the customer's page and the timeline."""

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from customers.models import Customer, FollowUp
from surveys.models import Answer, Invitation, Response


def responses_for(user: User) -> QuerySet[Response]:
    """The answers a user may read, with what a page says about each."""
    answers = Answer.objects.select_related("question").order_by("question__position")
    return (
        Response.objects.visible_to(user)
        .select_related("survey", "keyed_by", "invitation__customer", "invitation__complaint", "invitation__wave")
        .prefetch_related(Prefetch("answers", answers))
    )


def follow_up_of(response: Response) -> FollowUp | None:
    """The task that a bad answer made."""
    return FollowUp.objects.filter(source_key=response.source_key).select_related("owner", "done_by").first()


def responses_of(customer: Customer, *, user: User, limit: int = 5) -> list[Response]:
    """The latest answers of a customer and of the records folded into it."""
    found = responses_for(user).filter(invitation__customer__in=customer.record_ids)
    return list(found.order_by("-submitted_at", "-pk")[:limit])


def open_invitations_of(customer: Customer, *, user: User) -> QuerySet[Invitation]:
    """What we have asked a customer and still wait for."""
    return (
        Invitation.objects.visible_to(user)
        .open()
        .filter(customer__in=customer.record_ids)
        .select_related("survey", "message")
        .order_by("-created_at", "-pk")
    )
