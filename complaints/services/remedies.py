"""Making it good. Staff grant within the limits of the policy; above them a manager other than the proposer decides."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from common.formats import money
from complaints.enums import MONEY_REMEDIES, EntryKind, RemedyKind, RemedyStatus
from complaints.models import Complaint, HandlingPolicy, Remedy
from complaints.permissions import can_decide_remedy
from complaints.queries.budgets import approved_by, budgets_for, granted_alone_by
from complaints.services import records
from loyalty.services import grant_goodwill

# Held by whoever grants money, from looking at the budgets until commit: two at once never spend the same rest.
GRANTING = 7_205_759_412


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
    if amount:
        _lock_granting()
    if is_within_limits(complaint, amount, points) and not _beyond_month(remedy, by, at) and _is_in_budget(remedy, at):
        remedy.status, remedy.decided_at, remedy.department_id = RemedyStatus.APPROVED, at, complaint.department_id
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


def _beyond_month(remedy: Remedy, by: User, at: datetime) -> bool:
    """Whether the person has granted so much alone this month that somebody else has to look."""
    limit = HandlingPolicy.load().agent_month_limit
    return bool(remedy.amount and limit is not None and granted_alone_by(by, at) + remedy.amount > limit)


@transaction.atomic
def decide_remedy(*, remedy: Remedy, approve: bool, at: datetime, by: User, reason: str = "") -> Remedy:
    """Approve or reject a proposal; a refusal needs a reason. No approval goes beyond a budget or the manager's limits.

    Administrators raise budgets and limits; to go beyond them in silence is nobody's right.
    """
    records.lock(remedy.complaint)
    remedy.refresh_from_db(fields=["status"])
    if remedy.status != RemedyStatus.PROPOSED:
        raise NotAllowed(_("This remedy has been decided already."))
    if not can_decide_remedy(by, remedy):
        raise NotAllowed(_("Another manager has to decide on this remedy: nobody approves a proposal of their own."))
    if not approve and not reason:
        raise AppError(_("Give the reason, so that everybody understands the decision."), field="reason")
    if approve and remedy.amount:
        _lock_granting()
        _refuse_beyond_limits(remedy, by, at)
        _refuse_beyond_budget(remedy, at)
    remedy.status = RemedyStatus.APPROVED if approve else RemedyStatus.REJECTED
    remedy.decided_by, remedy.decided_at, remedy.decision_reason = by, at, reason
    remedy.department_id = remedy.complaint.department_id
    remedy.save(update_fields=["status", "decided_by", "decided_at", "decision_reason", "department"])
    _note(remedy, at=at, by=by, text=reason)
    if approve:
        _carry_out(remedy, at, by)
    return remedy


def _lock_granting() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GRANTING])


def _refuse_beyond_limits(remedy: Remedy, by: User, at: datetime) -> None:
    """Managers have a limit for a complaint and for a month; administrators have none."""
    if by.is_admin:
        return
    policy = HandlingPolicy.load()
    granted = remedy.complaint.remedies.filter(status=RemedyStatus.APPROVED)
    case = granted.aggregate(total=Sum("amount", default=Decimal(0)))["total"] + remedy.amount
    if policy.manager_amount_limit is not None and case > policy.manager_amount_limit:
        raise NotAllowed(
            _("Managers may approve up to %(limit)s for a complaint: an administrator has to decide on this one.")
            % {"limit": money(policy.manager_amount_limit)}
        )
    month = approved_by(by, at) + remedy.amount
    if policy.manager_month_limit is not None and month > policy.manager_month_limit:
        raise NotAllowed(
            _("A manager may approve up to %(limit)s in a month. Ask a colleague or an administrator to decide.")
            % {"limit": money(policy.manager_month_limit)}
        )


def _refuse_beyond_budget(remedy: Remedy, at: datetime) -> None:
    for budget in [] if remedy.complaint.is_restricted else budgets_for(remedy.complaint.department_id, at):
        if not budget.holds(remedy.amount):
            whose = budget.department or _("the whole house")
            raise NotAllowed(
                _("The budget of the month has only %(left)s left (%(whose)s). An administrator can raise it.")
                % {"left": money(max(budget.left, Decimal(0))), "whose": whose}
            )


def _is_in_budget(remedy: Remedy, at: datetime) -> bool:
    if not remedy.amount or remedy.complaint.is_restricted:
        return True
    return all(budget.holds(remedy.amount) for budget in budgets_for(remedy.complaint.department_id, at))


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
    """Points are booked at once, once per remedy; money waits on the list of what is to be paid.

    The ledger is read by all staff and never changed, so it names no complaint: that may be confidential, or become
    so. The booking has the ordinary words of goodwill, the same as one that a manager makes by hand.
    """
    if remedy.kind == RemedyKind.POINTS:
        grant_goodwill(
            customer=remedy.complaint.customer,
            points=remedy.points,
            source_key=f"remedy:{remedy.pk}",
            at=at,
            by=by,
        )
