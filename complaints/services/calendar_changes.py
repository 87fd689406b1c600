"""Changes of the working time: at once where few promises run, else by a worker. Either way whole or not at all."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Department, User
from complaints.models import Clock, DepartmentCalendar, Holiday, Week, stretches_of, week_of
from complaints.services import working_time
from jobs.models import Job
from jobs.registry import Step
from jobs.services import start_job

CHANGE = "complaints.change_working_time"
AT_ONCE = 2_000  # running promises that are reckoned anew within about a second


@transaction.atomic
def change_working_hours(*, week: Week, by: User | None, at: datetime) -> Job | int:
    """As `set_working_hours`; gives the job where a worker does it, else how many complaints have another due time."""
    working_time.check_week(week)
    return _do("week", {"week": stretches_of(week)}, by, at)


@transaction.atomic
def change_department_hours(
    *,
    department: Department,
    week: Week,
    keeps_holidays: bool,
    expected_version: int | None,
    by: User | None,
    at: datetime,
) -> Job | int:
    """As `set_department_hours`; gives the job where a worker does it, else how many complaints moved."""
    working_time.check_week(week)
    told = {
        "department": department.pk, "week": stretches_of(week), "keeps_holidays": keeps_holidays,
        "version": expected_version,
    }  # fmt: skip
    return _do("department", told, by, at)


@transaction.atomic
def drop_department_hours(*, own: DepartmentCalendar, by: User | None, at: datetime) -> Job | int:
    """As `remove_department_hours`; gives the job where a worker does it, else how many complaints moved."""
    return _do("department_as_house", {"department": own.department_id}, by, at)


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
    return working_time.set_working_hours(week=week_of(parameters["week"]), at=at)


def _department(parameters: Mapping[str, Any], at: datetime) -> int:
    return working_time.set_department_hours(
        department=parameters["department"], week=week_of(parameters["week"]),
        keeps_holidays=parameters["keeps_holidays"], expected_version=parameters["version"], at=at,
    )  # fmt: skip


def _department_as_house(parameters: Mapping[str, Any], at: datetime) -> int:
    return working_time.remove_department_hours(department=parameters["department"], at=at)


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
    "department": _department,
    "department_as_house": _department_as_house,
    "add": _add,
    "remove": _remove,
    "public": _public,
}
