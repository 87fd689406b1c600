"""Making it good. Staff grant within the limits of the policy; above them a manager other than the proposer decides."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from complaints.enums import MONEY_REMEDIES, EntryKind, RemedyKind, RemedyStatus
from complaints.models import Complaint, HandlingPolicy, Remedy
from complaints.permissions import can_decide_remedy
from complaints.queries import granted_in_month
from complaints.services import records
from loyalty.services import grant_goodwill


@transaction.atomic
def propose_remedy(
    *,
    complaint: Complaint,
    kind: str,
    at: datetime,
    by: User,
    description: str = "",
    amount: Decimal | int = 0,
    points: int = 0,
    submission_key: UUID | None = None,
) -> Remedy:
    """Offer something to the customer; at once within the limits (of all remedies of the complaint together)."""
    if earlier := records.already_made(Remedy, submission_key):
        return earlier
    records.lock(complaint)
    _refuse_wrong_measure(kind, amount, points)
    remedy = Remedy(
        complaint=complaint,
        kind=kind,
        description=description,
        amount=amount,
        points=points,
        proposed_by=by,
        proposed_at=at,
        submission_key=submission_key,
    )
    if is_within_limits(complaint, amount, points):
        remedy.status, remedy.decided_at = RemedyStatus.APPROVED, at
    remedy.save()
    _note(remedy, at=at, by=by, text=description)
    if remedy.status == RemedyStatus.APPROVED:
        _carry_out(remedy, at, by)
    return remedy


def is_within_limits(complaint: Complaint, amount: Decimal | int, points: int) -> bool:
    """Whether this much, with what was granted or asked for before, is within what staff may grant alone."""
    policy = HandlingPolicy.load()
    standing = complaint.remedies.exclude(status=RemedyStatus.REJECTED)
    sums = standing.aggregate(amount=Sum("amount", default=0), points=Sum("points", default=0))
    within_amount = not amount or sums["amount"] + amount <= policy.agent_amount_limit
    return within_amount and (not points or sums["points"] + points <= policy.agent_points_limit)


@transaction.atomic
def decide_remedy(*, remedy: Remedy, approve: bool, at: datetime, by: User, reason: str = "") -> Remedy:
    """Approve or reject a proposal. A refusal, and an approval beyond the month's budget, need a reason."""
    records.lock(remedy.complaint)
    remedy.refresh_from_db(fields=["status"])
    if remedy.status != RemedyStatus.PROPOSED:
        raise NotAllowed(_("This remedy has been decided already."))
    if not can_decide_remedy(by, remedy):
        raise NotAllowed(_("Another manager has to decide on this remedy: nobody approves a proposal of their own."))
    if not reason and (not approve or _exceeds_budget(remedy, at)):
        raise AppError(_("Give the reason, so that everybody understands the decision."), field="reason")
    remedy.status = RemedyStatus.APPROVED if approve else RemedyStatus.REJECTED
    remedy.decided_by, remedy.decided_at, remedy.decision_reason = by, at, reason
    remedy.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])
    _note(remedy, at=at, by=by, text=reason)
    if approve:
        _carry_out(remedy, at, by)
    return remedy


def _exceeds_budget(remedy: Remedy, at: datetime) -> bool:
    budget = HandlingPolicy.load().monthly_budget
    return bool(budget is not None and remedy.amount and granted_in_month(at) + remedy.amount > budget)


def _refuse_wrong_measure(kind: str, amount: Decimal | int, points: int) -> None:
    if kind in MONEY_REMEDIES and amount <= 0:
        raise AppError(_("Enter the amount of this remedy."), field="amount")
    if kind not in MONEY_REMEDIES and amount:
        raise AppError(_("This kind of remedy has no amount."), field="amount")
    if kind == RemedyKind.POINTS and points <= 0:
        raise AppError(_("Enter how many points are given."), field="points")
    if kind != RemedyKind.POINTS and points:
        raise AppError(_("This kind of remedy has no points."), field="points")


def _note(remedy: Remedy, *, at: datetime, by: User, text: str) -> None:
    records.note(
        remedy.complaint, EntryKind.REMEDY, at=at, by=by, body=text, old_value=remedy.kind, new_value=remedy.status
    )


def _carry_out(remedy: Remedy, at: datetime, by: User) -> None:
    """Points are booked at once, once per remedy; the rest is done by people.

    The ledger is read by all staff and never changed, so it does not name the complaint: that may be confidential, or
    become so.
    """
    if remedy.kind == RemedyKind.POINTS:
        grant_goodwill(
            customer=remedy.complaint.customer,
            points=remedy.points,
            reason=_("To make good what went wrong"),
            source_key=f"remedy:{remedy.pk}",
            at=at,
            by=by,
        )
