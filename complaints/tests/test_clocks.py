"""What is promised to whom until when: the clocks of a complaint, and who hears that they run out."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints import services
from complaints.enums import ClockKind, ClockOutcome, TimeUnit
from complaints.models import Clock, Complaint, DeadlineRule, DeadlineSet, EscalationStep, Holiday, WorkingHours
from complaints.services.timetable import working_calendar
from complaints.tests.factories import CustomerFactory, DepartmentFactory, UserFactory, a_cause
from jobs.services import run_job
from outbox.models import Message

pytestmark = pytest.mark.django_db
JAKARTA = ZoneInfo("Asia/Jakarta")
WEIGHED = {"severity": "normal", "safety": False, "complexity": "simple", "impact": "one", "needs_action_now": False}


def jakarta(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026; the 6th is a Friday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=JAKARTA)


FRIDAY_NINE = jakarta(6, 9)


@pytest.fixture(autouse=True)
def office_hours():
    """Monday to Friday from eight to five, and no holidays."""
    Holiday.objects.all().delete()
    WorkingHours.objects.all().delete()
    WorkingHours.objects.bulk_create(WorkingHours(weekday=d, starts_at=time(8), ends_at=time(17)) for d in range(5))


@pytest.fixture
def agent():
    return UserFactory(full_name="Ayu Lestari", email="ayu@prima.example", language="en")


def promise(kind: str, amount: int, unit: str = TimeUnit.WORKING_HOURS) -> None:
    DeadlineRule.objects.filter(deadlines__slug="house", kind=kind).update(amount=amount, unit=unit)


def logged(at: datetime = FRIDAY_NINE, **values) -> Complaint:
    return services.log_complaint(customer=CustomerFactory(), channel="phone", summary="Leak", at=at, **values)


def running(complaint: Complaint) -> dict[str, datetime]:
    return dict(complaint.clocks.filter(ended_at__isnull=True).values_list("kind", "due_at"))


def outcomes(complaint: Complaint) -> list[tuple[str, str]]:
    return list(complaint.clocks.filter(ended_at__isnull=False).order_by("id").values_list("kind", "outcome"))


def test_a_wait_over_the_weekend_moves_the_promise_by_its_two_working_hours(agent):
    promise("solution", 10)
    complaint = logged()
    assert complaint.due_at == jakarta(9, 10)
    services.wait_for_customer(complaint=complaint, at=jakarta(6, 16), by=agent)
    services.add_customer_message(complaint=complaint, body="Room 12", at=jakarta(9, 9))
    assert complaint.due_at == jakarta(9, 12)
    assert running(complaint)["solution"] == jakarta(9, 12)


MINUTE = timedelta(minutes=1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    week=st.dictionaries(st.integers(0, 6), st.sampled_from([(8, 12), (13, 17), (8, 17), (22, 23)]), min_size=1),
    hours=st.integers(1, 30),
    start=st.integers(0, 7 * 24 * 60),
    waits=st.lists(st.tuples(st.integers(1, 600), st.integers(1, 4000)), max_size=3),
)
def test_waiting_costs_no_working_minute_whatever_the_week_is(db, week, hours, start, waits):
    """Minute by minute: from receipt to the due moment, what was not waited is exactly what was promised."""
    with transaction.atomic():
        WorkingHours.objects.all().delete()
        for day, (opens, closes) in week.items():
            WorkingHours.objects.create(weekday=day, starts_at=time(opens), ends_at=time(closes))
        promise("solution", hours)
        at = received = FRIDAY_NINE + start * MINUTE
        complaint, agent, waited = logged(at), UserFactory(), set()
        for before, length in waits:
            at += before * MINUTE
            if at >= complaint.due_at:
                break
            services.wait_for_customer(complaint=complaint, at=at, by=agent)
            waited |= {at + n * MINUTE for n in range(length)}
            at += length * MINUTE
            services.start_work(complaint=complaint, at=at, by=agent)
        worked, moment = 0, received
        while moment < complaint.due_at:
            local = moment.astimezone(JAKARTA)
            opens, closes = week.get(local.weekday(), (0, 0))
            worked += opens <= local.hour < closes and moment not in waited
            moment += MINUTE
        assert worked == hours * 60
        transaction.set_rollback(True)


def test_what_the_law_says_goes_on_while_we_wait_for_the_customer(agent):
    complaint = logged()
    lawful = DeadlineSet.objects.get(slug="uu_pdp")
    services.assess(complaint=complaint, at=FRIDAY_NINE, by=agent, deadlines=lawful, **WEIGHED)
    services.wait_for_customer(complaint=complaint, at=jakarta(6, 10), by=agent)
    three_days = FRIDAY_NINE + timedelta(hours=72)
    assert (complaint.next_due_at, complaint.next_due_kind) == (three_days, "legal")
    services.start_work(complaint=complaint, at=jakarta(6, 12), by=agent)
    assert running(complaint)["legal"] == three_days
    assert complaint.is_overdue(three_days + MINUTE)


def test_while_nothing_but_our_own_promises_ran_a_waiting_complaint_is_never_late(agent):
    complaint = logged()
    services.wait_for_customer(complaint=complaint, at=jakarta(6, 10), by=agent)
    assert (complaint.next_due_at, complaint.next_due_kind) == (None, "")
    assert not Complaint.objects.overdue(jakarta(30, 10)).exists()


def test_of_two_sets_in_force_the_deadline_that_ends_first_counts():
    DeadlineSet.objects.filter(slug__in=["ojk", "fca"]).update(is_active=True)
    complaint = logged(is_restricted=False)
    assert running(complaint)["legal"] == jakarta(13, 17)  # told in words: five working days, to closing time
    written = services.log_complaint(customer=CustomerFactory(), channel="letter", summary="Leak", at=FRIDAY_NINE)
    assert running(written)["legal"] == jakarta(20, 17)


def test_a_reply_keeps_the_first_response_and_promises_the_next_update(agent):
    promise("next_update", 2, TimeUnit.WORKING_DAYS)
    complaint = logged()
    services.reply(complaint=complaint, body="We look into it", at=jakarta(6, 10), by=agent)
    assert running(complaint) == {"solution": complaint.due_at, "next_update": jakarta(10, 17)}
    services.reply(complaint=complaint, body="The part is ordered", at=jakarta(9, 10), by=agent)
    assert running(complaint)["next_update"] == jakarta(11, 17)
    assert outcomes(complaint) == [("first_response", "met"), ("next_update", "met")]
    services.resolve(complaint=complaint, resolution="Done", at=jakarta(9, 11), by=agent, cause=a_cause())
    assert (running(complaint), complaint.next_due_at) == ({}, None)


def test_a_refused_answer_gets_promises_of_its_own(agent):
    complaint = logged()
    services.resolve(complaint=complaint, resolution="Done", at=jakarta(6, 10), by=agent, cause=a_cause())
    services.refuse(complaint=complaint, at=jakarta(9, 10), reason="It leaks again")
    assert (
        running(complaint)["solution"]
        == complaint.due_at
        == working_calendar().add(jakarta(9, 10), timedelta(hours=24))
    )
    assert Clock.objects.filter(complaint=complaint, kind="solution").count() == 2


def test_a_more_pressing_complaint_is_due_sooner_and_keeps_what_it_waited(agent):
    complaint = logged()
    services.wait_for_customer(complaint=complaint, at=jakarta(6, 10), by=agent)
    services.start_work(complaint=complaint, at=jakarta(6, 11), by=agent)
    services.assess(complaint=complaint, at=jakarta(6, 11), by=agent, **{**WEIGHED, "safety": True})
    assert complaint.due_at == jakarta(6, 14)  # four working hours from nine, and one waited


def test_shorter_promises_count_at_once_and_longer_ones_never_for_those_who_have_a_promise(agent):
    complaint, house = logged(), DeadlineSet.objects.get(slug="house")
    rules = {rule.pk: (rule.amount, rule.unit) for rule in house.rules.all()}
    normal = house.rules.get(kind="solution", priority="normal")

    def save(hours: int) -> Complaint:
        amounts = {**rules, normal.pk: (hours, "working_hours")}
        house.refresh_from_db()
        job = services.update_deadlines(
            deadlines=house, expected_version=house.version, is_active=True, amounts=amounts, by=agent, at=FRIDAY_NINE
        )
        run_job(job)
        return Complaint.objects.get(pk=complaint.pk)

    promised = complaint.due_at
    assert save(40).due_at == promised
    sooner = working_calendar().add(FRIDAY_NINE, timedelta(hours=10))
    assert save(10).due_at == sooner
    assert save(24).due_at == sooner


def test_the_ladder_is_climbed_once_a_step_up_to_the_manager_of_the_department(agent):
    boss = UserFactory(manager=True, email="boss@prima.example", department=DepartmentFactory())
    UserFactory(manager=True, email="elsewhere@prima.example", department=DepartmentFactory())
    promise("solution", 8)
    promise("first_response", 8)
    complaint = logged(department=boss.department)
    services.assign(complaint=complaint, owner=agent, at=FRIDAY_NINE, by=agent)
    assert services.warn_of_deadlines(at=jakarta(6, 12)) == 0
    assert services.warn_of_deadlines(at=jakarta(6, 13)) == 2
    assert services.warn_of_deadlines(at=jakarta(6, 13)) == 0
    assert services.warn_of_deadlines(at=jakarta(6, 18)) == 2  # a worker that slept over 80 tells of 100 per cent
    told = Message.objects.filter(purpose="complaints/mail/deadline").order_by("id")
    assert [message.to_email for message in told[:2]] == ["ayu@prima.example"] * 2
    assert sorted(message.to_email for message in told[2:]) == ["ayu@prima.example"] * 2 + ["boss@prima.example"] * 2
    assert list(complaint.entries.filter(kind="escalation").values_list("new_value", flat=True).order_by("id")) == [
        "50", "50", "100", "100"
    ]  # fmt: skip


def test_of_a_confidential_complaint_only_those_named_are_told(agent):
    manager = UserFactory(manager=True)
    EscalationStep.objects.update(to_managers=True)
    logged(is_restricted=True, named=[agent])
    services.warn_of_deadlines(at=jakarta(20, 9))
    told = set(Message.objects.filter(purpose="complaints/mail/deadline").values_list("to_email", flat=True))
    assert told == {agent.email}
    assert manager.email not in told
    assert not Message.objects.listed().filter(purpose="complaints/mail/deadline").exists()


def test_nobody_is_told_while_we_wait_for_the_customer(agent):
    complaint = logged()
    services.wait_for_customer(complaint=complaint, at=jakarta(6, 10), by=agent)
    assert services.warn_of_deadlines(at=jakarta(30, 9)) == 0


def test_public_holidays_and_joint_leave_come_from_the_library_once():
    asked = {"year": 2026, "country": "ID", "language": "id", "by": None, "at": FRIDAY_NINE}
    services.change_public_holidays(**asked)
    days = Holiday.objects.filter(date__year=2026).count()
    assert days > 15
    services.change_public_holidays(**asked)
    assert Holiday.objects.filter(date__year=2026).count() == days
    assert Holiday.objects.filter(name__icontains="Idul Fitri").exists()


def test_every_promise_is_kept_or_dropped_and_none_runs_on_after_the_end(agent):
    complaint = logged()
    services.resolve(complaint=complaint, resolution="Done", at=jakarta(6, 10), by=agent, cause=a_cause())
    services.accept(complaint=complaint, at=jakarta(6, 11))
    assert set(complaint.clocks.values_list("outcome", flat=True)) == {ClockOutcome.MET}
    assert {ClockKind(kind) for kind in complaint.clocks.values_list("kind", flat=True)} == {
        ClockKind.FIRST_RESPONSE,
        ClockKind.SOLUTION,
    }


def test_admins_change_deadlines_on_a_page_and_two_admins_do_not_overwrite_each_other(client):
    client.force_login(UserFactory(admin=True, language="en"))
    house = DeadlineSet.objects.get(slug="house")
    values = {"version": 1}
    for rule in house.rules.all():
        values |= {f"amount_{rule.pk}": rule.amount, f"unit_{rule.pk}": rule.unit}
    urgent = house.rules.get(kind="solution", priority="urgent")
    address = f"/handling/deadlines/{house.pk}/"
    odd = client.post(address, {**values, f"amount_{urgent.pk}": 20})
    assert (odd.status_code, "More pressing complaints" in odd.content.decode()) == (422, True)
    assert client.post(address, {**values, f"amount_{urgent.pk}": 2}).status_code == 302
    assert client.post(address, {**values, f"amount_{urgent.pk}": 3}).status_code == 409
    urgent.refresh_from_db()
    assert urgent.amount == 2
    assert "2 working hours" in " ".join(client.get("/charter/?lang=en").content.decode().split())
