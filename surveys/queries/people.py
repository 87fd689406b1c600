"""Whom a survey may ask, and why others are left out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When

from accounts.models import SavedView
from complaints.enums import OPEN_STATUSES as OPEN_COMPLAINT
from complaints.models import Complaint
from customers.enums import Kind
from customers.models import Customer, Phone
from customers.segments import customers_in
from surveys.enums import Audience, Exclusion, InvitationStatus, Mode
from surveys.models import Invitation, Survey

# Invitations that reached nobody do not tire anybody.
TIRING = [InvitationStatus.PLANNED, InvitationStatus.SENT, InvitationStatus.ANSWERED, InvitationStatus.EXPIRED]


def audience_of(survey: Survey) -> QuerySet[Customer]:
    """Everybody the survey is meant for, with `has_phone`."""
    people = Customer.objects.current().annotate(has_phone=Exists(Phone.objects.filter(customer=OuterRef("pk"))))
    if survey.audience == Audience.BOTH:
        return people
    return people.filter(kind=Kind.INTERNAL if survey.audience == Audience.INTERNAL else Kind.EXTERNAL)


def invitable(survey: Survey) -> QuerySet[Customer]:
    """Those of them who agreed to be asked."""
    return audience_of(survey).filter(survey_consent=True, do_not_contact=False)


def rested(customers: QuerySet[Customer], *, survey: Survey, at: datetime) -> QuerySet[Customer]:
    """Those who were not invited to any survey within the quiet period."""
    return customers.exclude(_recently_invited(survey, at)) if survey.quiet_days else customers


def _recently_invited(survey: Survey, at: datetime) -> Q:
    """Asked lately, under this record or under one that was folded into it."""
    since = at - timedelta(days=survey.quiet_days)
    recent = Invitation.objects.filter(created_at__gt=since, status__in=TIRING)
    return _of_any_record(recent)


def _of_any_record(rows: QuerySet[Any]) -> Q:
    """Whether a customer, or a duplicate folded into it, has one of the rows; each half has an index of its own."""
    return Q(Exists(rows.filter(customer=OuterRef("pk")))) | Q(
        Exists(rows.filter(customer__merged_into=OuterRef("pk")))
    )


def mode_of(customer: Customer) -> str | None:
    """How a customer of `audience_of` can be asked: by e-mail, else by phone, else by post; None if not at all."""
    if customer.email:
        return Mode.EMAIL
    if customer.has_phone:  # type: ignore[attr-defined]
        return Mode.PHONE
    return Mode.PAPER if customer.address else None


@dataclass(frozen=True)
class Segment:
    """A group of customers to choose for a wave: a saved view of their list, a few filters. Empty means all."""

    kind: str = ""
    standing: str = ""
    city: str = ""
    view: int | None = None

    def of(self, customers: QuerySet[Customer]) -> QuerySet[Customer]:
        """Those of `customers` who are meant; raises AppError when the saved view can't be told any more."""
        if self.view is not None:
            customers = customers_in(SavedView.objects.get(pk=self.view), among=customers)
        if self.kind:
            customers = customers.filter(kind=self.kind)
        if self.standing:
            customers = customers.filter(standing=self.standing)
        if self.city:
            customers = customers.filter(city__iexact=self.city)
        return customers


@dataclass(frozen=True)
class Selection:
    """What a wave would do: how many by each way, how many left out for each reason."""

    chosen: int
    by_mode: dict[str, int]
    excluded: dict[str, int]

    @property
    def invited(self) -> int:
        return sum(self.by_mode.values())


def sorted_out(survey: Survey, customers: QuerySet[Customer], *, at: datetime) -> QuerySet[Any]:
    """The customers with `exclusion` (a reason or "") and `mode`; `customers` come from `audience_of`."""
    # Confidential complaints are not looked at: even a count would betray them.
    open_complaints = Complaint.objects.filter(status__in=OPEN_COMPLAINT, is_restricted=False)
    reasons = [
        When(do_not_contact=True, then=Value(Exclusion.DO_NOT_CONTACT)),
        When(survey_consent=False, then=Value(Exclusion.NO_CONSENT)),
        When(_of_any_record(open_complaints), then=Value(Exclusion.OPEN_COMPLAINT)),
        When(Q(email="", address="", has_phone=False), then=Value(Exclusion.UNREACHABLE)),
    ]
    if survey.quiet_days:
        reasons.insert(3, When(_recently_invited(survey, at), then=Value(Exclusion.PAUSED)))
    ways = Case(
        When(~Q(email=""), then=Value(Mode.EMAIL)),
        When(has_phone=True, then=Value(Mode.PHONE)),
        default=Value(Mode.PAPER),
        output_field=CharField(),
    )
    return customers.annotate(exclusion=Case(*reasons, default=Value(""), output_field=CharField()), mode=ways)


def selection_for(survey: Survey, customers: QuerySet[Customer], *, at: datetime) -> Selection:
    """Count a wave before it is sent."""
    rows = sorted_out(survey, customers, at=at).order_by().values_list("exclusion", "mode").annotate(count=Count("pk"))
    by_mode: dict[str, int] = {}
    excluded: dict[str, int] = {}
    for exclusion, mode, count in rows:
        group, key = (excluded, exclusion) if exclusion else (by_mode, mode)
        group[key] = group.get(key, 0) + count
    return Selection(sum(by_mode.values()) + sum(excluded.values()), by_mode, excluded)
