"""Departments that work at other times than the house: deadlines, handing over, changes, pages."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from common.errors import AppError, StaleRecord
from complaints import services
from complaints.models import Complaint, DeadlineRule, DepartmentCalendar, Holiday, WorkingHours
from complaints.tests.factories import CustomerFactory, DepartmentFactory, UserFactory

pytestmark = pytest.mark.django_db
JAKARTA = ZoneInfo("Asia/Jakarta")
AT_NIGHT = {day: [(time(16), time(23))] for day in range(7)}


def jakarta(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026; the 6th is a Friday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=JAKARTA)


FRIDAY_NINE = jakarta(6, 9)


@pytest.fixture(autouse=True)
def the_house():
    """Monday to Friday from eight to five, without holidays; a solution takes four working hours."""
    Holiday.objects.all().delete()
    WorkingHours.objects.all().delete()
    WorkingHours.objects.bulk_create(WorkingHours(weekday=d, starts_at=time(8), ends_at=time(17)) for d in range(5))
    DeadlineRule.objects.filter(deadlines__slug="house", kind="solution").update(amount=4, unit="working_hours")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def boss():
    return UserFactory(admin=True, language="en")


@pytest.fixture
def reception(boss):
    department = DepartmentFactory(name="Reception")
    set_hours(department, boss)
    return department


def set_hours(department, by, week=AT_NIGHT, *, keeps_holidays=False, version=None):
    return services.change_department_hours(
        department=department, week=week, keeps_holidays=keeps_holidays, expected_version=version, by=by, at=FRIDAY_NINE
    )


def logged(department=None) -> Complaint:
    return services.log_complaint(
        customer=CustomerFactory(), channel="phone", summary="Leak", at=FRIDAY_NINE, department=department
    )


def due(complaint) -> datetime:
    complaint.refresh_from_db()
    return complaint.due_at.astimezone(JAKARTA)


def test_a_complaint_is_due_by_the_hours_of_its_department_or_else_by_those_of_the_house(reception):
    assert [due(logged(one)) for one in (reception, DepartmentFactory(), None)] == [
        jakarta(6, 20),
        jakarta(6, 13),
        jakarta(6, 13),
    ]


def test_holidays_of_the_house_count_where_the_department_keeps_them(reception, boss):
    quiet = DepartmentFactory()
    set_hours(quiet, boss, keeps_holidays=True)
    Holiday.objects.create(date=date(2026, 3, 6), name="Day off")
    assert [due(logged(one)) for one in (reception, quiet)] == [jakarta(6, 20), jakarta(7, 20)]


def test_handed_over_what_is_left_keeps_its_length_in_the_hours_of_the_other_department(reception, boss):
    one = logged()
    edit = {"at": jakarta(6, 10), "by": boss}
    services.edit_complaint(complaint=one, expected_version=one.version, department=reception, **edit)
    assert due(one) == jakarta(6, 19)
    services.edit_complaint(complaint=one, expected_version=one.version, department=None, **edit)
    assert due(one) == jakarta(6, 13)


def test_what_is_late_stays_late_when_it_is_handed_over(reception, boss):
    one = logged()
    services.edit_complaint(
        complaint=one, expected_version=one.version, department=reception, at=jakarta(6, 15), by=boss
    )
    assert due(one) == jakarta(6, 13)


def test_new_hours_of_a_department_move_its_promises_and_no_others(reception, boss):
    ours, others = logged(reception), logged()
    own = DepartmentCalendar.objects.get()
    late = {day: [(time(18), time(23))] for day in range(7)}
    assert set_hours(reception, boss, late, version=own.version) == 1
    assert (due(ours), due(others)) == (jakarta(6, 22), jakarta(6, 13))
    assert services.drop_department_hours(own=own, by=boss, at=FRIDAY_NINE) == 1
    assert due(ours) == jakarta(6, 13)


def test_new_hours_of_the_house_leave_the_department_alone(reception, boss):
    ours, others = logged(reception), logged()
    week = {day: [(time(9), time(12))] for day in range(5)}
    assert services.change_working_hours(week=week, by=boss, at=FRIDAY_NINE) == 1
    assert (due(ours), due(others)) == (jakarta(6, 20), jakarta(9, 10))


def test_the_clocks_stand_still_in_the_hours_of_the_department_too(reception, boss):
    one = logged(reception)
    services.wait_for_customer(complaint=one, at=jakarta(6, 17), by=boss)
    services.add_customer_message(complaint=one, body="Room 12", at=jakarta(6, 19))
    assert due(one) == jakarta(6, 22)


def test_a_week_without_work_and_a_second_editor_are_refused(reception, boss):
    with pytest.raises(AppError, match="at least one day"):
        set_hours(DepartmentFactory(), boss, {})
    with pytest.raises(StaleRecord):
        set_hours(reception, boss, version=None)


def test_an_administrator_gives_hours_changes_them_and_takes_them_away(client, boss):
    client.force_login(boss)
    department = DepartmentFactory(name="Reception")
    new = "/handling/working-hours/departments/new/"
    assert "08:00" in client.get(new).content.decode()
    answer = client.post(new, {"department": department.pk, "day_0": "16-23", "day_6": "16-23"}, follow=True)
    assert "The working hours of Reception are saved." in answer.content.decode()
    own = DepartmentCalendar.objects.get()
    assert (own.week, own.keeps_holidays) == ({0: [(time(16), time(23))], 6: [(time(16), time(23))]}, False)
    edit = f"/handling/working-hours/departments/{own.pk}/"
    assert "16:00" in client.get(edit).content.decode()
    stale = client.post(edit, {"day_0": "9-12", "keeps_holidays": "on", "version": 0})
    assert (stale.status_code, "16:00-23:00" in stale.content.decode()) == (409, True)
    client.post(edit, {"day_0": "9-12", "keeps_holidays": "on", "version": own.version})
    own.refresh_from_db()
    assert (own.week, own.keeps_holidays) == ({0: [(time(9), time(12))]}, True)
    assert "Reception" in client.get("/handling/working-hours/").content.decode()
    assert client.post(edit, {"day_0": "12-9", "version": own.version}).status_code == 422
    client.post(f"{edit}remove/")
    assert not DepartmentCalendar.objects.exists()
