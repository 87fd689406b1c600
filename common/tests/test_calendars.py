"""Working time against a slow count of minutes, over random working weeks, holidays and changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from common.calendars import NoWorkingTime, WorkingCalendar

pytestmark = pytest.mark.usefixtures("english")

JAKARTA = ZoneInfo("Asia/Jakarta")
OFFICE = [(time(8), time(17))]
OFFICE_WEEK = WorkingCalendar(dict.fromkeys(range(5), OFFICE), frozenset(), JAKARTA)
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def english():
    with override("en"):
        yield


# Clocks go forward or back between one and three; a stretch may span that hour but not begin or end in it.
CLOCK_MINUTES = st.integers(0, 24 * 60 - 1).filter(lambda minute: not 60 < minute < 180)


def jakarta(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026; the 6th is a Friday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=JAKARTA)


@st.composite
def stretches(draw) -> list[tuple[time, time]]:
    minutes = sorted(draw(st.sets(CLOCK_MINUTES, max_size=6)))
    clocks = [time(*divmod(minute, 60)) for minute in minutes]
    return list(zip(clocks[::2], clocks[1::2], strict=False))


@st.composite
def calendars(draw) -> WorkingCalendar:
    weekdays = draw(st.dictionaries(st.integers(0, 6), stretches(), max_size=7))
    weekdays.setdefault(draw(st.integers(0, 6)), OFFICE)
    weekdays = weekdays if any(weekdays.values()) else {0: OFFICE}
    holidays = draw(st.frozensets(st.dates(date(2026, 3, 20), date(2026, 4, 10)), max_size=4))
    return WorkingCalendar(weekdays, holidays, ZoneInfo(draw(st.sampled_from(ZONES))))


# The spring and autumn of 2026 change clocks in both of the latter.
ZONES = ["Asia/Jakarta", "Europe/Berlin", "America/New_York"]
STARTS = st.sampled_from([datetime(2026, 3, 6, tzinfo=UTC), datetime(2026, 3, 27, tzinfo=UTC)]) | st.sampled_from(
    [datetime(2026, 10, 23, tzinfo=UTC), datetime(2026, 10, 30, tzinfo=UTC)]
)
MINUTES_OF_A_WEEK = st.integers(0, 7 * 24 * 60)
MINUTES_OF_SOME_DAYS = st.integers(0, 4 * 24 * 60)


def is_working(calendar: WorkingCalendar, moment: datetime) -> bool:
    local = moment.astimezone(calendar.tz)
    hours = () if local.date() in calendar.holidays else calendar.ranges.get(local.weekday(), ())
    return any(opens <= local.time() < closes for opens, closes in hours)


def counted(calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
    minutes = int((end - start) / MINUTE)
    return sum(is_working(calendar, start + n * MINUTE) for n in range(minutes)) * MINUTE


@settings(max_examples=30, deadline=None)
@given(calendar=calendars(), start=STARTS, before=MINUTES_OF_A_WEEK, length=MINUTES_OF_SOME_DAYS)
def test_time_between_two_moments_is_the_number_of_working_minutes(calendar, start, before, length):
    begin = start + before * MINUTE
    end = begin + length * MINUTE
    assert calendar.between(begin, end) == counted(calendar, begin, end)


@settings(max_examples=60, deadline=None)
@given(calendar=calendars(), start=STARTS, before=MINUTES_OF_A_WEEK, working=st.integers(1, 5000))
def test_added_time_is_exactly_what_then_lies_between_and_ends_in_working_time(calendar, start, before, working):
    begin = start + before * MINUTE
    end = calendar.add(begin, working * MINUTE)
    assert calendar.between(begin, end) == working * MINUTE
    assert is_working(calendar, end - MINUTE)


@settings(max_examples=30, deadline=None)
@given(calendar=calendars(), start=STARTS, first=st.integers(1, 3000), second=st.integers(1, 3000))
def test_adding_twice_is_adding_the_sum(calendar, start, first, second):
    in_two_steps = calendar.add(calendar.add(start, first * MINUTE), second * MINUTE)
    assert in_two_steps == calendar.add(start, (first + second) * MINUTE)


def test_ten_working_hours_from_friday_morning_end_on_monday_at_ten():
    assert OFFICE_WEEK.add(jakarta(6, 9), timedelta(hours=10)) == jakarta(9, 10)


def test_waiting_over_the_weekend_moves_the_deadline_by_its_working_hours_only():
    waited = OFFICE_WEEK.between(jakarta(6, 16), jakarta(9, 9))
    assert waited == timedelta(hours=2)
    assert OFFICE_WEEK.add(jakarta(9, 10), waited) == jakarta(9, 12)


def test_what_comes_in_at_night_counts_from_the_morning():
    assert OFFICE_WEEK.add(jakarta(6, 23), timedelta(minutes=1)) == jakarta(9, 8, 1)


def test_a_promise_that_fits_the_day_ends_at_closing_time_and_not_the_next_morning():
    assert OFFICE_WEEK.add(jakarta(6, 9), timedelta(hours=8)) == jakarta(6, 17)


def test_a_break_and_a_holiday_do_not_count():
    with_break = [(time(8), time(12)), (time(13), time(17))]
    calendar = WorkingCalendar(dict.fromkeys(range(5), with_break), frozenset({date(2026, 3, 9)}), JAKARTA)
    assert calendar.add(jakarta(6, 11), timedelta(hours=6)) == jakarta(10, 9)


def test_no_time_added_changes_nothing_and_an_end_before_the_start_has_no_time_between():
    assert OFFICE_WEEK.add(jakarta(7, 3), timedelta()) == jakarta(7, 3)
    assert OFFICE_WEEK.between(jakarta(9, 12), jakarta(6, 9)) == timedelta()


def test_a_week_without_any_work_is_refused():
    with pytest.raises(NoWorkingTime, match="no working hours at all"):
        WorkingCalendar({0: [], 1: []}, frozenset(), JAKARTA)


def test_a_promise_beyond_five_years_is_refused():
    all_mondays = frozenset(date(2026, 3, 2) + timedelta(weeks=week) for week in range(300))
    calendar = WorkingCalendar({0: OFFICE}, all_mondays, JAKARTA)
    with pytest.raises(NoWorkingTime, match="more than five years"):
        calendar.add(jakarta(6, 9), timedelta(hours=1))
