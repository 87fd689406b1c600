"""Complaints for other systems: what the maker of the key may see, and receiving new ones."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from accounts.api import Bearer, page_of, refuse_unknown
from accounts.api.pages import Page, PageAsked
from accounts.api.values import Body, Id, line, text
from accounts.enums import ApiScope, Language
from common.errors import AppError
from complaints import queries, services
from complaints.enums import Channel, Satisfaction, Severity, SuccessFactor
from complaints.enums import Status as State
from complaints.models import Complaint
from customers.api.customers import find_customer

router = Router(tags=["Complaints"])
read, write = Bearer(ApiScope.COMPLAINTS_READ), Bearer(ApiScope.COMPLAINTS_WRITE)


class ComplaintOut(Schema):
    reference: str = Field(examples=["K-2026-00482"])
    customer_id: int
    status: State
    channel: Channel
    severity: Severity
    cause: str | None = Field(description="Its identifier, such as rude_service.")
    satisfaction: Satisfaction | None = Field(description="What was hit; known once it is answered.")
    failure: SuccessFactor | None = Field(description="What failed on our side; known once it is answered.")
    summary: str
    details: str
    expected_outcome: str
    department: str | None
    received_at: datetime


class ComplaintsPage(Page):
    items: list[ComplaintOut]


class ComplaintsAsked(PageAsked):
    status: State | None = None
    customer: Id | None = Field(None, description="Only those of this customer (our number).")


class ComplaintIn(Body):
    customer_id: Id
    channel: Channel
    summary: line(200, shortest=1)  # type: ignore[valid-type]
    details: text(20_000) = ""  # type: ignore[valid-type]
    expected_outcome: line(300) = ""  # type: ignore[valid-type]
    cause: line(50) | None = Field(None, description="Identifier of the cause.")  # type: ignore[valid-type]
    severity: Severity = Severity.NORMAL
    language: Language | None = Field(None, description="Of the messages; left out: the customer's.")


def complaint_out(complaint: Complaint) -> dict[str, Any]:
    plain = ("reference", "customer_id", "status", "channel", "severity", "summary", "details", "expected_outcome")
    finding = getattr(complaint, "finding", None)
    return {
        **{name: getattr(complaint, name) for name in plain},
        "received_at": complaint.received_at,
        "cause": complaint.cause.slug if complaint.cause else None,
        **{name: getattr(finding, name, None) for name in ("satisfaction", "failure")},
        "department": str(complaint.department) if complaint.department else None,
    }


@router.get("/complaints", auth=read, response=ComplaintsPage, summary="List complaints")
def complaint_list(request: HttpRequest, asked: Query[ComplaintsAsked]):
    """Newest first. Confidential ones only where the maker of the key is named; nothing tells that there are others."""
    refuse_unknown(request, {"status", "customer"})
    rows = Complaint.objects.visible_to(request.user).select_related("cause", "department", "finding")
    if asked.status:
        rows = rows.filter(status=asked.status)
    if asked.customer:
        rows = rows.filter(customer__in=find_customer(asked.customer).record_ids)
    return page_of(request, rows, ("-id",), asked, complaint_out)


@router.post("/complaints", auth=write, response={201: ComplaintOut}, summary="Record a complaint")
def complaint_create(request: HttpRequest, complaint: ComplaintIn):
    """The customer gets a receipt with a private link, as if staff had written it down."""
    values = vars(complaint)
    slug = values.pop("cause")
    cause = queries.active_causes().filter(slug=slug).first() if slug else None
    if slug and cause is None:
        raise AppError(_("There is no such cause."), field="cause")
    customer = find_customer(values.pop("customer_id"))
    made = services.log_complaint(customer=customer, cause=cause, at=timezone.now(), by=request.user, **values)
    return Status(201, complaint_out(made))


@router.get("/complaints/{str:reference}", auth=read, response=ComplaintOut, summary="Get a complaint")
def complaint_get(request: HttpRequest, reference: str):
    """One complaint by its number; 404 for a confidential one that the maker of the key is not named on."""
    return complaint_out(queries.visible_complaint(user=request.user, reference=reference))
