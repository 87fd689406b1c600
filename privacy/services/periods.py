"""Carrying the periods out: one run a night, in batches, from where the last step ended."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from customers.models import Customer
from customers.services.checks import check_fields, check_open, check_reason
from jobs.models import Job
from jobs.registry import Step
from jobs.services import start_job
from privacy.models import PrivacyPolicy, RetentionHold, RetentionRun
from privacy.periods import PeriodKind, end_of, period_kind, period_kinds

logger = logging.getLogger(__name__)

KIND = "privacy.periods"
FROM_HOUR = 1  # of the local night; a worker that was down then begins when it is back
LONGEST = 1200  # months


@transaction.atomic
def save_periods(*, periods: Mapping[str, int | None], expected_version: int) -> PrivacyPolicy:
    """How many months each kind is kept; None keeps for ever. Raises StaleRecord, or AppError naming the kind."""
    kept = {}
    for kind in period_kinds():
        months = periods.get(kind.name)
        if months is None:
            continue
        if not kind.least <= months <= LONGEST:
            text = _("Between %(least)s and %(most)s months.") % {"least": kind.least, "most": LONGEST}
            raise AppError(text, field=kind.name)
        kept[kind.name] = months
    policy, _created = PrivacyPolicy.objects.get_or_create(id=1)
    policy.periods = kept
    policy.save_version(expected=expected_version, fields=["periods"])
    return policy


@transaction.atomic
def start_run(*, at: datetime) -> RetentionRun | None:
    """Begin tonight's run, once a day and only where the policy wants it; None when there is nothing to begin."""
    policy, day = PrivacyPolicy.load(), timezone.localdate(at)
    if not policy.retention_is_on or not policy.periods or timezone.localtime(at).hour < FROM_HOUR:
        return None
    run, created = RetentionRun.objects.get_or_create(day=day, defaults={"periods": policy.periods, "started_at": at})
    if not created:
        return None
    job = start_job(kind=KIND, title=_("Retention periods"), by=None, at=at, parameters={"run": run.pk})
    RetentionRun.objects.filter(pk=run.pk).update(job=job)
    return run


def carry_out(job: Job) -> Step:
    """One batch of one kind. Switched off meanwhile, the run ends where it is."""
    run, at = RetentionRun.objects.get(pk=job.parameters["run"]), timezone.now()
    names = [kind.name for kind in period_kinds() if kind.name in run.periods]
    place, after = job.state.get("place", 0), job.state.get("after")
    if place >= len(names) or not PrivacyPolicy.load().retention_is_on:
        return _end(run, at)
    kind = period_kind(names[place])
    ids = _next(kind, run, after) if kind else []
    told = 0
    if kind and ids:
        told = kind.erase(ids, at)
        _count(run, kind.name, told)
    is_over = kind is None or len(ids) < kind.batch
    state = {"place": place + 1} if is_over else {"place": place, "after": ids[-1]}
    return Step(done=told, state=state)


def _next(kind: PeriodKind, run: RetentionRun, after: int | None) -> list[int]:
    rows = kind.due(end_of(kind, months=run.periods[kind.name], at=run.started_at)).order_by("pk")
    rows = rows.filter(pk__gt=after) if after else rows
    return list(rows.values_list("pk", flat=True)[: kind.batch])


def _count(run: RetentionRun, name: str, told: int) -> None:
    run.rows[name] = run.rows.get(name, 0) + told
    run.save(update_fields=["rows"])


def _end(run: RetentionRun, at: datetime) -> Step:
    RetentionRun.objects.filter(pk=run.pk).update(finished_at=at)
    logger.info("Retention periods of %s carried out: %s", run.day, run.rows or "nothing was due")
    return Step(message=_("Retention periods were carried out."))


@transaction.atomic
def hold(*, customer: Customer, reason: str, at: datetime, by: User) -> RetentionHold:
    """Keep a person's data beyond every period, and say why. Doing it again changes nothing."""
    Customer.objects.select_for_update().get(pk=customer.pk)
    check_open(customer)
    check_reason(reason)
    if found := RetentionHold.objects.filter(customer=customer, lifted_at=None).first():
        return found
    row = RetentionHold(customer=customer, reason=reason, since=at, held_by=by)
    check_fields(row, "reason")
    row.save(force_insert=True)
    return row


@transaction.atomic
def lift_hold(*, customer: Customer, at: datetime, by: User) -> None:
    """From now on the periods count again. Raises NotAllowed where nothing is held."""
    lifted = RetentionHold.objects.filter(customer=customer, lifted_at=None).update(lifted_at=at, lifted_by=by)
    if not lifted:
        raise NotAllowed(_("These data are not on hold."))
