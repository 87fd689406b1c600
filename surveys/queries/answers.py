"""Single answers: for the page of one, the customer's page and the timeline."""

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

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


def _of(customer: Customer) -> Q:
    return Q(invitation__customer=customer) | Q(invitation__customer__merged_into=customer)


def responses_of(customer: Customer, *, user: User, before: datetime | None = None, limit: int = 5) -> list[Response]:
    """The latest answers of a customer and of the records folded into it."""
    found = responses_for(user).filter(_of(customer)).order_by("-submitted_at", "-pk")
    if before is not None:
        found = found.filter(submitted_at__lt=before)
    return list(found[:limit])


def open_invitations_of(customer: Customer, *, user: User) -> QuerySet[Invitation]:
    """What we have asked a customer and still wait for."""
    return (
        Invitation.objects.visible_to(user)
        .open()
        .filter(Q(customer=customer) | Q(customer__merged_into=customer))
        .select_related("survey", "message")
        .order_by("-created_at", "-pk")
    )
