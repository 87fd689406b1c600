"""The rules of deadlines, and the ladder of people who hear of late promises. Only admins change them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common.errors import AppError, StaleRecord
from complaints.enums import ClockKind, Priority
from complaints.models import Clock, Complaint, DeadlineRule, DeadlineSet, EscalationStep
from complaints.services.clocks import weighed_anew
from complaints.services.timetable import Timetable
from complaints.services.working_time import note_due_times
from jobs.models import Job
from jobs.registry import Step
from jobs.services import start_job

FOLLOW = "complaints.follow_deadlines"
PART = 200  # complaints a step


@transaction.atomic
def update_deadlines(
    *,
    deadlines: DeadlineSet,
    expected_version: int,
    is_active: bool,
    amounts: Mapping[int, tuple[int, str]],
    by: User | None,
    at: datetime,
) -> Job:
    """Save whether a set counts for every complaint, and time and unit of its rules by their key.

    Open complaints follow, which is the job that is given back. No customer waits longer than was promised: a promise
    given can only come earlier.
    """
    locked = DeadlineSet.objects.select_for_update().get(pk=deadlines.pk)
    if locked.version != expected_version:
        raise StaleRecord(
            _("Somebody else saved this record meanwhile. Nothing of yours is lost: compare and save again."),
            current={"is_active": locked.is_active, "version": locked.version},
        )
    rules = list(locked.rules.select_for_update())
    for rule in rules:
        rule.amount, rule.unit = amounts.get(rule.pk, (rule.amount, rule.unit))
    _refuse_odd_promises(locked, rules)
    DeadlineRule.objects.bulk_update(rules, ["amount", "unit"])
    locked.is_active = is_active or locked.is_house
    locked.save_version(expected=expected_version, fields=["is_active"])
    return start_job(
        kind=FOLLOW, title=_("Deadlines: bring open complaints in line"), by=by, at=at,
        total=Complaint.objects.open().filter(is_restricted=False).count(),
    )  # fmt: skip


def _refuse_odd_promises(deadlines: DeadlineSet, rules: Sequence[DeadlineRule]) -> None:
    """More pressing complaints never have more time, where both are counted alike."""
    order = [str(word) for word in (Priority.URGENT, Priority.HIGH, Priority.NORMAL, Priority.LOW)]
    for kind in ClockKind:
        ours = {rule.priority: rule for rule in rules if rule.kind == kind and rule.priority}
        row = [ours[word] for word in order if word in ours]
        if len({rule.unit for rule in row}) == 1 and [r.amount for r in row] != sorted(r.amount for r in row):
            raise AppError(
                _("More pressing complaints can't have more time than less pressing ones."), field=f"amount_{row[0].pk}"
            )


def follow_deadlines(job: Job) -> Step:
    """Reckon some more of the open complaints anew under the rules of now; an earlier promise stays."""
    timetable, at = Timetable.load(), timezone.now()
    rows = Complaint.objects.open().filter(pk__gt=job.state.get("after", 0)).order_by("pk")
    complaints = list(rows.select_for_update()[:PART])
    for complaint in complaints:
        _follow(complaint, timetable, at)
    # Confidential ones follow too, but no figure tells of them.
    done = sum(not complaint.is_restricted for complaint in complaints)
    moved = job.state.get("moved", 0) + note_due_times(complaint_ids=[complaint.pk for complaint in complaints])
    if len(complaints) < PART:
        told = ngettext(
            "%(count)s complaint has another due time.", "%(count)s complaints have another due time.", moved
        )
        return Step(done=done, message=told % {"count": moved})
    return Step(done=done, state={"after": complaints[-1].pk, "moved": moved})


def _follow(complaint: Complaint, timetable: Timetable, at: datetime) -> None:
    promised = dict(complaint.clocks.filter(ended_at__isnull=True).values_list("kind", "due_at"))
    weighed_anew(complaint, at, timetable)
    timetable = timetable.of(complaint)
    for clock in complaint.clocks.filter(ended_at__isnull=True):
        if clock.kind in promised and promised[clock.kind] < clock.due_at:
            clock.due_at = promised[clock.kind]
            clock.warn_at = timetable.next_warning(clock)
            clock.save(update_fields=["due_at", "warn_at"])


@transaction.atomic
def save_escalation_step(
    *,
    percent: int,
    people: Sequence[User],
    step: EscalationStep | None = None,
    expected_version: int = 1,
    **fields: Any,
) -> EscalationStep:
    """Add or change a step of the ladder. Running clocks warn by it from their next step on."""
    values = {"percent": percent, **fields}
    if not any(fields.values()) and not people:
        raise AppError(_("Choose at least one receiver of the warning."), field="people")
    try:
        with transaction.atomic():
            if step is None:
                step = EscalationStep.objects.create(**values)
            else:
                for name, value in values.items():
                    setattr(step, name, value)
                step.save_version(expected=expected_version, fields=list(values))
    except IntegrityError as error:
        raise AppError(_("There is a step at this per cent already."), field="percent") from error
    step.people.set(people)
    _set_warnings()
    return step


@transaction.atomic
def remove_escalation_step(*, step: EscalationStep) -> None:
    step.delete()
    _set_warnings()


def _set_warnings() -> None:
    """Let running clocks warn at the steps of now."""
    timetable = Timetable.load()
    clocks = list(Clock.objects.filter(ended_at__isnull=True).select_related("complaint"))
    for clock in clocks:
        clock.warn_at = timetable.of(clock.complaint).next_warning(clock)
    Clock.objects.bulk_update(clocks, ["warn_at"], batch_size=1000)
