"""Stages of the life cycle: set by hand for one customer, moved by noted evidence, and the policy of the upper ones."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from customers.enums import EvidenceKind, LifeCycle, StandingSource
from customers.models import Customer, LifeCycleChange, LifeCyclePolicy, StageEvidence
from customers.services.checks import check_fields, check_open, check_reason
from customers.services.judging import LINK, recompute_everybody_once, take_turn
from customers.services.standing import judge_one
from customers.signals import Moved, stage_changed
from jobs.models import Job

POLICY_FIELDS = ("primary_is_client", "client_purchases", "client_months", "lapse_months", "advocate_months", "reason")


@transaction.atomic
def set_stage(
    *, customer: Customer, stage: LifeCycle | str, effective_from: date, reason: str, by: User | None, at: datetime
) -> LifeCycleChange:
    """Overrule the policy: put a stage into the history, with a reason, in place of one noted for the same day.

    The customer's stage becomes the one in force on the day of `at`.
    """
    check_open(customer)
    check_reason(reason)
    today = timezone.localdate(at)
    if effective_from > today:
        raise AppError(_("A stage can't begin in the future."), field="effective_from")
    check_fields(LifeCycleChange(customer=customer, stage=stage, reason=reason), "stage", "reason")
    take_turn()
    Customer.objects.select_for_update().get(pk=customer.pk)
    change, _created = LifeCycleChange.objects.update_or_create(
        customer=customer,
        effective_from=effective_from,
        defaults={
            "stage": stage,
            "source": StandingSource.OVERRIDE,
            "reason": reason,
            "recorded_at": at,
            "recorded_by": by,
        },
    )
    with connection.cursor() as cursor:
        cursor.execute(LINK, {"ids": [customer.pk]})
    current = customer.stage_changes.filter(effective_from__lte=today)[0]
    before = customer.stage
    customer.stage, customer.stage_since, customer.stage_source = current.stage, current.effective_from, current.source
    customer.save(update_fields=["stage", "stage_since", "stage_source"])
    if customer.stage != before:
        stage_changed.send(sender=Customer, moves=[Moved(customer.pk, before, customer.stage)], at=at)
    return change


@transaction.atomic
def return_stage_to_policy(*, customer: Customer, at: datetime, by: User) -> None:
    """End an override of the stage: from now on the policy decides again."""
    check_open(customer)
    take_turn()
    Customer.objects.filter(pk=customer.pk).update(stage_source=StandingSource.POLICY)
    judge_one(customer, at)


@transaction.atomic
def note_evidence(
    *,
    customer: Customer,
    kind: EvidenceKind | str,
    happened_on: date,
    note: str,
    by: User | None,
    at: datetime,
    submission_key: UUID | None = None,
) -> StageEvidence:
    """Note interest or a recommendation that no other record of ours shows, and let it count at once."""
    if earlier := StageEvidence.already_submitted(submission_key):
        return earlier
    check_open(customer)
    if happened_on > timezone.localdate(at):
        raise AppError(_("This can't lie in the future."), field="happened_on")
    row = StageEvidence(
        customer=customer,
        kind=kind,
        happened_on=happened_on,
        note=note,
        recorded_at=at,
        recorded_by=by,
        submission_key=submission_key,
    )
    check_fields(row, "kind", "note")
    take_turn()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if earlier := StageEvidence.already_submitted(submission_key):
            return earlier
        raise
    judge_one(customer, at)
    return row


@transaction.atomic
def remove_evidence(*, evidence: StageEvidence, at: datetime) -> None:
    """Take back what was noted by mistake; the stage follows."""
    check_open(evidence.customer)
    take_turn()
    StageEvidence.objects.filter(pk=evidence.pk).delete()
    judge_one(evidence.customer, at)


@transaction.atomic
def save_life_cycle_policy(
    *,
    primary_is_client: bool,
    client_purchases: int,
    client_months: int,
    lapse_months: int,
    advocate_months: int,
    reason: str,
    expected_version: int,
    at: datetime,
    by: User,
    page: str = "",
) -> Job | None:
    """Change who is a client and who an advocate; a worker moves everybody, and that work is given back.

    May raise StaleRecord, or AppError naming the field at fault.
    """
    check_reason(reason)
    LifeCyclePolicy.objects.get_or_create(id=1)
    policy = LifeCyclePolicy(
        id=1,
        primary_is_client=primary_is_client,
        client_purchases=client_purchases,
        client_months=client_months,
        lapse_months=lapse_months,
        advocate_months=advocate_months,
        reason=reason,
    )
    check_fields(policy, *POLICY_FIELDS)
    policy.save_version(expected=expected_version, fields=list(POLICY_FIELDS))
    return recompute_everybody_once(at=at, by=by, page=page)
