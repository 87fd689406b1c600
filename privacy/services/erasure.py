"""From the wish to be forgotten to the erasure: what it would do, what stands in its way, who decides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from customers.models import Customer
from privacy.enums import RequestKind, RequestStatus, StepKind
from privacy.holdings import Holding, blockers, holdings
from privacy.models import DataRequest, Erasure, PrivacyPolicy
from privacy.services.erasing import erase_customer, person_of
from privacy.services.requests import customer_of, lock, note_step, require_identity


@dataclass(frozen=True)
class Planned:
    """What an erasure would do to one table."""

    title: str
    rows: int
    is_deleted: bool
    fields: list[str]
    stays: Any


def planned_erasure(customer: Customer) -> list[Planned]:
    """What would be erased, and what stays, table by table; without figures of what only few may know of."""
    person = person_of(customer)
    plan = []
    for holding in holdings():
        count = holding.rows(person).filter(holding.told).exclude(holding.later or Q(pk__in=[])).count()
        if count:
            plan.append(Planned(holding.title, count, holding.deleted, _field_names(holding), holding.stays))
    return plan


def _field_names(holding: Holding) -> list[str]:
    names = [*holding.redacted, *holding.emptied, *(holding.values() if holding.values else ())]
    kept = {"version", "erased_at", "survey_consent", "do_not_contact", "submission_key"}
    return [str(holding.model._meta.get_field(name).verbose_name) for name in names if name not in kept]  # type: ignore[union-attr]


def obstacles(customer: Customer, *, user: User) -> list[Any]:
    """What has to be settled before: an open complaint, say. Only what `user` may know of."""
    return blockers(person_of(customer), user)


@transaction.atomic
def propose_erasure(*, request: DataRequest, at: datetime, by: User) -> None:
    """The first pair of eyes; another manager carries it out."""
    _check(request, by)
    DataRequest.objects.filter(pk=request.pk).update(
        status=RequestStatus.PROPOSED, proposed_by=by, version=request.version + 1
    )
    note_step(request, StepKind.PROPOSED, at=at, by=by)


@transaction.atomic
def carry_out_erasure(*, request: DataRequest, at: datetime, by: User) -> Erasure:
    """Erase what a request asks for. Where two pairs of eyes are needed, `by` is not the one who proposed it."""
    customer = _check(request, by)
    if PrivacyPolicy.load().erasure_needs_second:
        if request.proposed_by is None:
            raise NotAllowed(_("Somebody has to propose this erasure first."))
        if request.proposed_by_id == by.pk:
            raise NotAllowed(_("You proposed this erasure; another manager carries it out."))
    erasure = erase_customer(customer=customer, request=request, at=at, by=by)
    note_step(request, StepKind.ERASED, at=at, by=by)
    return erasure


def _check(request: DataRequest, by: User) -> Customer:
    lock(request)
    if request.kind != RequestKind.ERASURE:
        raise NotAllowed(_("This request does not ask for an erasure."))
    require_identity(request)
    customer = customer_of(request)
    if customer.erased_at:
        raise NotAllowed(_("The personal data of this customer are erased already."))
    if reasons := obstacles(customer, user=by):
        raise AppError(" ".join(str(reason) for reason in reasons))
    return customer
