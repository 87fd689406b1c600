"""Changes of the working time: at once where few promises run, else by a worker. Either way whole or not at all."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from complaints.models import Clock, Holiday
from complaints.services import working_time
from jobs.models import Job
from jobs.registry import Step
from jobs.services import start_job

CHANGE = "complaints.change_working_time"
AT_ONCE = 2_000  # running promises that are reckoned anew within about a second

Week = Mapping[int, Sequence[tuple[time, time]]]


@transaction.atomic
def change_working_hours(*, week: Week, by: User | None, at: datetime) -> Job | int:
    """As `set_working_hours`; gives the job where a worker does it, else how many complaints have another due time."""
    working_time.check_week(week)
    told = {day: [[begins.isoformat(), ends.isoformat()] for begins, ends in week[day]] for day in week}
    return _do("week", {"week": told}, by, at)


@transaction.atomic
def change_holidays(
    *, add: tuple[date, str] | None = None, remove: Holiday | None = None, by: User | None, at: datetime
) -> Job | int:
    """Add or take away one holiday; gives the job where a worker does it, else how many complaints moved."""
    if add is not None:
        day, name = add
        working_time.check_holiday(day)
        return _do("add", {"day": day.isoformat(), "name": name}, by, at)
    return _do("remove", {"holiday": remove.pk if remove else None}, by, at)


@transaction.atomic
def change_public_holidays(*, year: int, country: str, language: str, by: User | None, at: datetime) -> Job | int:
    """As `add_public_holidays`; gives the job where a worker does it, else how many complaints moved."""
    return _do("public", {"year": year, "country": country, "language": language}, by, at)


def _do(change: str, arguments: Mapping[str, Any], by: User | None, at: datetime) -> Job | int:
    parameters = {"change": change, **arguments}
    if Clock.objects.filter(ended_at__isnull=True)[:AT_ONCE].count() < AT_ONCE:
        return CHANGES[change](parameters, at)
    return start_job(kind=CHANGE, title=_("Working time: move open promises"), by=by, at=at, parameters=parameters)


def change_working_time(job: Job) -> Step:
    """The whole change in one transaction: no complaint is ever reckoned in two calendars."""
    moved = CHANGES[job.parameters["change"]](job.parameters, timezone.now())
    told = ngettext("%(count)s complaint has another due time.", "%(count)s complaints have another due time.", moved)
    return Step(message=told % {"count": moved})


def _week(parameters: Mapping[str, Any], at: datetime) -> int:
    week = {
        int(day): [(time.fromisoformat(begins), time.fromisoformat(ends)) for begins, ends in stretches]
        for day, stretches in parameters["week"].items()
    }
    return working_time.set_working_hours(week=week, at=at)


def _add(parameters: Mapping[str, Any], at: datetime) -> int:
    return working_time.add_holiday(day=date.fromisoformat(parameters["day"]), name=parameters["name"], at=at)


def _remove(parameters: Mapping[str, Any], at: datetime) -> int:
    holiday = Holiday.objects.filter(pk=parameters["holiday"]).first()
    return working_time.remove_holiday(holiday=holiday, at=at) if holiday else 0


def _public(parameters: Mapping[str, Any], at: datetime) -> int:
    asked = {name: parameters[name] for name in ("year", "country", "language")}
    return working_time.add_public_holidays(**asked, at=at)


CHANGES: Mapping[str, Callable[[Mapping[str, Any], datetime], int]] = {
    "week": _week,
    "add": _add,
    "remove": _remove,
    "public": _public,
}
