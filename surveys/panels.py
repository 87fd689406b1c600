"""What surveys show on the customer's page."""

from collections.abc import Mapping

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from customers.linked import counted_by_owner, register_linked
from customers.models import Customer
from customers.panels import Panel, register_panel
from customers.presence import is_there, register_presence
from customers.timeline import TimelineItem, register_timeline
from surveys.models import Answer, Invitation, Response
from surveys.queries.answers import open_invitations_of, responses_for, responses_of


def survey_panel(request: HttpRequest, customer: Customer) -> Panel | None:
    """The latest answers of a customer, and what we still wait for."""
    if not is_there(customer, "invitations"):
        return None
    responses = responses_of(customer, user=request.user)
    waiting = list(open_invitations_of(customer, user=request.user)[:5])
    if not responses and not waiting:
        return None
    return Panel(_("Surveys"), "surveys/_customer_panel.html", {"responses": responses, "waiting": waiting})


def answers_given(customer: Customer, user: User) -> QuerySet[Response]:
    """Without those that would betray a confidential complaint."""
    texts = Answer.objects.filter(response=OuterRef("pk")).order_by().values("response")
    said = texts.annotate(texts=StringAgg("text", Value(" "))).values("texts")
    return responses_for(user).filter(invitation__customer__in=customer.record_ids).alias(said=Subquery(said))


def answer_item(response: Response, user: User) -> TimelineItem:
    said = " · ".join(answer.words for answer in response.answers.all())
    return TimelineItem(
        at=response.submitted_at,
        kind="survey",
        title=_("Survey answered: %(survey)s") % {"survey": response.survey.title},
        body=said,
        url=response.get_absolute_url(),
        icon="clipboard-document-check",
    )


def answers_linked(owners: Mapping[int, int], *, user: User) -> Mapping[int, int]:
    """How many answers each customer has given, without those that would betray a confidential complaint."""
    return counted_by_owner(Response.objects.visible_to(user), owners, by="invitation__customer")


def register() -> None:
    register_presence("invitations", lambda pks: Invitation.objects.filter(customer__in=pks))
    register_panel("surveys", position=40, slot="side", build=survey_panel)
    register_timeline(
        "surveys",
        rows=answers_given,
        at="submitted_at",
        item=answer_item,
        words=("survey__title_id", "survey__title_en", "said"),
        position=60,
    )
    register_linked("surveys", label=gettext_lazy("Survey answers"), position=70, count=answers_linked)
