"""On which days people work here: told by the app above that keeps working hours and holidays."""

from collections.abc import Callable

from django.utils import timezone

from common.calendars import OFFICE_WEEK, WorkingCalendar

Build = Callable[[], WorkingCalendar]


def office_week() -> WorkingCalendar:
    """Monday to Friday without holidays, as long as no app knows better."""
    return WorkingCalendar(OFFICE_WEEK, frozenset(), timezone.get_default_timezone())


_builds: list[Build] = [office_week]


def register_working_calendar(build: Build) -> None:
    """Say which days are worked; `build` is called each time, so changed hours count at once."""
    _builds[:] = [build]


def working_calendar() -> WorkingCalendar:
    return _builds[0]()
