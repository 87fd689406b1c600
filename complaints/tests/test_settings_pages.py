"""Admins set promises, working time and causes; customers and clocks follow at once."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.utils import translation

from accounts.settings_pages import pages_of
from common.tests.pages import send
from complaints import services
from complaints.enums import TimeUnit
from complaints.models import Cause, Complaint, HandlingPolicy, Holiday, WorkingHours
from complaints.services import calendar_changes
from complaints.tests.factories import ComplaintFactory, UserFactory, a_cause, with_solution_clock
from jobs.models import Job
from jobs.services import run_job

pytestmark = pytest.mark.django_db
FRIDAY_NINE = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)  # in Jakarta
MONDAY_TEN = datetime(2026, 3, 9, 3, 0, tzinfo=UTC)


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(admin=True, language="en"))
    return client


def text_of(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def policy_form(**changes) -> dict:
    return {
        "version": 1,
        "agent_amount_limit": "500.000",
        "agent_points_limit": 1000,
        "agent_month_limit": "",
        "manager_amount_limit": "",
        "manager_month_limit": "",
        "monthly_budget": "",
        "accept_after_days": 7,
        "reopen_days": 30,
    } | changes


def week_form(**changes) -> dict:
    return {f"day_{day}": "08:00-17:00" if day < 5 else "" for day in range(7)} | changes


def test_the_policy_is_saved_and_promised_in_the_charter(admin):
    assert "The handling policy is saved" in text_of(admin.post("/handling/policy/", policy_form(), follow=True))
    policy = HandlingPolicy.objects.get()
    assert (policy.reopen_days, policy.agent_amount_limit, policy.version) == (30, 500_000, 2)
    charter = text_of(admin.get("/charter/?lang=en"))
    for promise in ("4 working hours", "24 working hours", "within 30 days", "Monday–Friday 08.00–17.00"):
        assert promise in charter


def test_two_admins_do_not_overwrite_each_other(admin):
    admin.post("/handling/policy/", policy_form())
    second = admin.post("/handling/policy/", policy_form(reopen_days=20))
    assert second.status_code == 409
    assert HandlingPolicy.objects.get().reopen_days == 30
    assert admin.post("/handling/policy/", policy_form(reopen_days=20, version=2)).status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reopen_days": 3}, "Customers must be able to reopen"),
        ({"agent_amount_limit": "-5"}, "greater than or equal to 0"),
    ],
)
def test_impossible_policies_are_refused(admin, changes, sentence):
    response = admin.post("/handling/policy/", policy_form(**changes))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not HandlingPolicy.objects.exists()


def test_new_working_hours_move_open_promises_and_leave_late_ones(admin, time_machine):
    time_machine.move_to(FRIDAY_NINE)
    running = with_solution_clock(ComplaintFactory(due_at=MONDAY_TEN))
    late = with_solution_clock(ComplaintFactory(due_at=FRIDAY_NINE - timedelta(hours=1)))
    closed = with_solution_clock(ComplaintFactory(closed=True, due_at=MONDAY_TEN))

    page = send(admin, "/handling/working-hours/", week_form(day_5="8-12"), follow=True)

    assert "1 open complaint has a new due time" in text_of(page)
    due = {row.pk: row.due_at for row in Complaint.objects.all()}
    # Ten hours were left: eight on Friday, two on Saturday morning.
    assert due[running.pk] == datetime(2026, 3, 7, 3, 0, tzinfo=UTC)
    assert (due[late.pk], due[closed.pk]) == (FRIDAY_NINE - timedelta(hours=1), MONDAY_TEN)


def test_where_many_promises_run_a_worker_makes_the_change_whole(admin, time_machine, monkeypatch):
    time_machine.move_to(FRIDAY_NINE)
    monkeypatch.setattr(calendar_changes, "AT_ONCE", 1)
    running = with_solution_clock(ComplaintFactory(due_at=MONDAY_TEN))

    send(admin, "/handling/working-hours/", week_form(day_5="8-12"))
    admin.post("/handling/holidays/add/", {"day": "7-3-2026", "name": "Rapat kerja"})

    running.refresh_from_db()
    assert (running.due_at, WorkingHours.objects.count()) == (MONDAY_TEN, 5)
    week, holiday = Job.objects.order_by("pk")
    run_job(week)
    running.refresh_from_db()
    assert running.due_at == datetime(2026, 3, 7, 3, 0, tzinfo=UTC)
    assert week.message == "1 complaint has another due time."
    run_job(holiday)
    running.refresh_from_db()
    assert running.due_at == MONDAY_TEN
    assert WorkingHours.objects.count() == 6


def test_a_waiting_complaint_keeps_what_was_left_when_the_wait_began(admin, time_machine):
    time_machine.move_to(FRIDAY_NINE + timedelta(days=5))
    waiting = with_solution_clock(ComplaintFactory(waiting=True, waiting_since=FRIDAY_NINE, due_at=MONDAY_TEN))
    services.change_working_hours(week={day: [] for day in range(6)} | {5: week_of_saturday()}, by=None, at=FRIDAY_NINE)
    waiting.refresh_from_db()
    assert waiting.due_at == datetime(2026, 3, 14, 3, 0, tzinfo=UTC)


def week_of_saturday():
    """Eight hours, so that ten take two Saturdays."""
    return [(datetime(2026, 1, 1, 8).time(), datetime(2026, 1, 1, 16).time())]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({f"day_{day}": "" for day in range(7)}, "Enter working hours for at least one day"),
        ({"day_0": "17:00-08:00"}, "must come after its beginning"),
        ({"day_0": "08:00-12:00, 11:00-17:00"}, "must not overlap"),
        ({"day_0": "always"}, "Enter hours like"),
        ({"day_0": "8-25"}, "Enter hours like"),
        ({"day_0": "8-9," * 9}, "Enter hours like"),
    ],
)
def test_impossible_hours_are_refused_and_kept_in_the_form(admin, changes, sentence):
    response = send(admin, "/handling/working-hours/", week_form(**changes))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert WorkingHours.objects.count() == 5


def test_hours_are_understood_as_people_write_them(admin):
    send(admin, "/handling/working-hours/", week_form(day_0="08.00–12.00; 13-17", day_6="9 - 12:30"))
    stored = [(row.weekday, f"{row.starts_at:%H%M}{row.ends_at:%H%M}") for row in WorkingHours.objects.all()]
    assert stored[:2] == [(0, "08001200"), (0, "13001700")]
    assert stored[-1] == (6, "09001230")


def test_a_holiday_moves_promises_and_taking_it_away_moves_them_back(admin, time_machine):
    time_machine.move_to(FRIDAY_NINE)
    complaint = with_solution_clock(ComplaintFactory(due_at=MONDAY_TEN))
    admin.post("/handling/holidays/add/", {"day": "9-3-2026", "name": "Hari jadi kantor"})
    complaint.refresh_from_db()
    assert complaint.due_at == MONDAY_TEN + timedelta(days=1)

    holiday = Holiday.objects.get(date=date(2026, 3, 9))
    assert "Hari jadi kantor" in text_of(admin.get("/handling/working-hours/?year=2026"))
    admin.post(f"/handling/holidays/{holiday.pk}/remove/")
    complaint.refresh_from_db()
    assert complaint.due_at == MONDAY_TEN
    assert not Holiday.objects.filter(pk=holiday.pk).exists()


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"day": "17-8-2026", "name": "Again"}, "This day is a holiday already"),
        ({"day": "31-2-2026", "name": "Never"}, "Enter a date like"),
        ({"day": "9-3-2026", "name": ""}, "Enter the name of the holiday"),
    ],
)
def test_impossible_holidays_are_refused(admin, form, sentence):
    before = Holiday.objects.count()
    response = admin.post("/handling/holidays/add/", form)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert Holiday.objects.count() == before


def test_the_holidays_of_indonesia_are_there_from_the_start_with_indonesian_names():
    assert Holiday.objects.get(date=date(2026, 8, 17)).name == "Hari Kemerdekaan Republik Indonesia"
    years = Holiday.objects.dates("date", "year")
    assert [day.year for day in years] == [2024, 2025, 2026, 2027, 2028]


def test_a_cause_is_renamed_in_both_languages_and_can_retire(admin, client):
    cause = a_cause("rude_service")
    form = {"name_id": "Petugas kasar", "name_en": "Rudeness", "position": 5, "is_active": "on"}
    page = send(admin, f"/handling/causes/{cause.pk}/", form, follow=True)
    assert "The cause “Rudeness” is saved" in text_of(page)
    assert "Petugas kasar" in text_of(admin.get("/complain/?lang=id"))
    send(admin, f"/handling/causes/{cause.pk}/", {**form, "is_active": ""})
    assert "Petugas kasar" not in text_of(admin.get("/complain/?lang=id"))


def test_a_finer_cause_is_added_below_a_main_one_with_an_identifier_of_its_own(admin):
    form = {"parent": a_cause("rude_service").pk, "name_id": "Antre", "name_en": "Slow service", "factor": "internal"}
    admin.post("/handling/causes/new/", {**form, "position": 33, "is_active": "on"})
    added = Cause.objects.get(name_id="Antre")
    assert (added.slug, added.parent.slug, added.position) == ("slow_service_2", "rude_service", 33)
    without_parent = admin.post("/handling/causes/new/", {**form, "parent": "", "position": 1})
    assert "Choose the main cause" in text_of(without_parent)


def test_the_last_main_cause_stays(admin):
    Cause.objects.filter(parent=None).exclude(slug="rude_service").update(is_active=False)
    cause = a_cause("rude_service")
    response = send(admin, f"/handling/causes/{cause.pk}/", {"name_id": "Kasar", "name_en": "Rude", "position": 1})
    assert response.status_code == 422
    assert "At least one main cause must stay active" in text_of(response)


def test_the_settings_pages_need_few_queries(admin, django_assert_max_num_queries):
    for address in ("/handling/policy/", "/handling/working-hours/", "/handling/causes/"):
        with django_assert_max_num_queries(9):
            assert "Rules of complaint handling" in text_of(admin.get(address))


@pytest.mark.parametrize(("amount", "text"), [(1, "1 working hour"), (24, "24 working hours")])
def test_one_hour_is_no_hours(amount, text):
    with translation.override("en"):
        assert TimeUnit.WORKING_HOURS.counted(amount) == text


def test_each_page_of_settings_leads_to_all_the_others(admin):
    pages = pages_of(UserFactory(admin=True), "complaints")
    addresses = {page.url for page in pages}
    missing = {page.url: addresses - set(links_of(admin.get(page.url))) for page in pages}
    assert {page: lost for page, lost in missing.items() if lost} == {}


def links_of(response) -> list[str]:
    return re.findall(r'<a href="([^"]+)"', response.content.decode().partition("rules-title")[2])
