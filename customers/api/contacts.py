from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from accounts.api import Bearer, page_of, refuse_unknown
from accounts.api.pages import Page, PageAsked
from accounts.api.values import Body, Id, Moment, line, text
from accounts.enums import ApiScope
from accounts.models import User
from common.errors import AppError
from customers import services
from customers.api.customers import find_customer
from customers.api.schemas import PersonOut, person
from customers.enums import InteractionKind
from customers.models import FollowUp, Interaction
from customers.queries import follow_ups

router = Router(tags=["Interactions and follow-ups"])
read, write = Bearer(ApiScope.CONTACTS_READ), Bearer(ApiScope.CONTACTS_WRITE)


class InteractionOut(Schema):
    id: int
    customer_id: int
    kind: InteractionKind
    summary: str
    details: str
    happened_at: datetime
    user: PersonOut | None


class InteractionsPage(Page):
    items: list[InteractionOut]


class InteractionIn(Body):
    kind: InteractionKind
    summary: line(300, shortest=1)  # type: ignore[valid-type]
    details: text(4000) = ""  # type: ignore[valid-type]
    happened_at: Moment | None = Field(None, description="Left out: now.")


class FollowUpOut(Schema):
    id: int
    customer_id: int
    task: str
    details: str
    owner: PersonOut | None
    due_at: datetime
    created_at: datetime
    done_at: datetime | None
    outcome: str


class FollowUpsPage(Page):
    items: list[FollowUpOut]


class FollowUpIn(Body):
    task: line(300, shortest=1)  # type: ignore[valid-type]
    due_at: Moment
    owner: line(254) | None = Field(None, description="E-mail address; left out: whoever made the key.")  # type: ignore[valid-type]
    details: text(4000) = ""  # type: ignore[valid-type]


class DoneIn(Body):
    outcome: line(300, shortest=1)  # type: ignore[valid-type]


class FollowUpsAsked(PageAsked):
    owner: str = Field("", description="Only those of the person with this e-mail address.", max_length=254)


def interaction_out(row: Interaction) -> dict[str, Any]:
    plain = ("customer_id", "kind", "summary", "details", "happened_at")
    return {"id": row.pk, **{name: getattr(row, name) for name in plain}, "user": person(row.user)}


def follow_up_out(row: FollowUp) -> dict[str, Any]:
    plain = ("customer_id", "task", "details", "due_at", "created_at", "done_at", "outcome")
    return {"id": row.pk, **{name: getattr(row, name) for name in plain}, "owner": person(row.owner)}


@router.get(
    "/customers/{int:customer_id}/interactions",
    auth=read,
    response=InteractionsPage,
    summary="List a customer's interactions",
)
def interaction_list(request: HttpRequest, customer_id: Id, asked: Query[PageAsked]):
    """Calls, visits and messages, newest first, with those of the records that were merged into this one."""
    refuse_unknown(request, ())
    rows = Interaction.objects.filter(customer__in=find_customer(customer_id).record_ids).select_related("user")
    return page_of(request, rows, ("-happened_at", "-id"), asked, interaction_out)


@router.post(
    "/customers/{int:customer_id}/interactions",
    auth=write,
    response={201: InteractionOut},
    summary="Note an interaction",
)
def interaction_create(request: HttpRequest, customer_id: Id, interaction: InteractionIn):
    """A call, visit or message that has happened, such as a telephone exchange knows it."""
    row = services.log_interaction(
        customer=find_customer(customer_id), at=timezone.now(), by=request.user, **vars(interaction)
    )
    return Status(201, interaction_out(row))


@router.get("/follow-ups", auth=read, response=FollowUpsPage, summary="List open follow-ups")
def follow_up_list(request: HttpRequest, asked: Query[FollowUpsAsked]):
    """What was promised and is not done, by due moment: what is overdue comes first."""
    refuse_unknown(request, {"owner"})
    rows = follow_ups().filter(owner__email__iexact=asked.owner) if asked.owner else follow_ups()
    return page_of(request, rows, ("due_at", "id"), asked, follow_up_out)


@router.get(
    "/customers/{int:customer_id}/follow-ups",
    auth=read,
    response=FollowUpsPage,
    summary="List a customer's follow-ups",
)
def follow_up_of_customer(request: HttpRequest, customer_id: Id, asked: Query[PageAsked]):
    """Open and done ones, newest first."""
    refuse_unknown(request, ())
    rows = FollowUp.objects.filter(customer__in=find_customer(customer_id).record_ids).select_related("owner")
    return page_of(request, rows, ("-created_at", "-id"), asked, follow_up_out)


@router.post(
    "/customers/{int:customer_id}/follow-ups", auth=write, response={201: FollowUpOut}, summary="Plan a follow-up"
)
def follow_up_create(request: HttpRequest, customer_id: Id, follow_up: FollowUpIn):
    """Something promised to a customer, with an owner and a due moment."""
    values = vars(follow_up)
    owner = _member(values.pop("owner")) or request.user
    row = services.add_follow_up(customer=find_customer(customer_id), owner=owner, at=timezone.now(), **values)
    return Status(201, follow_up_out(row))


@router.post("/follow-ups/{int:follow_up_id}/done", auth=write, response=FollowUpOut, summary="Complete a follow-up")
def follow_up_done(request: HttpRequest, follow_up_id: Id, done: DoneIn):
    """Note what came of it. Completing it twice is refused with 409."""
    found = FollowUp.objects.filter(pk=follow_up_id, customer__erased_at__isnull=True).first()
    if found is None:
        raise Http404
    row = services.complete_follow_up(follow_up=found, outcome=done.outcome, at=timezone.now(), by=request.user)
    return follow_up_out(row)


def _member(email: str | None) -> User | None:
    if not email:
        return None
    member = User.objects.filter(is_active=True, email__iexact=email).first()
    if member is None:
        raise AppError(_("There is nobody and nothing of this name."), field="owner")
    return member
