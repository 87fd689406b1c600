"""Follow-ups that nobody does: owners are reminded after a working day, managers told after three, once each."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from django.db import connection
from django.utils import timezone

from common.calendars import WorkingCalendar
from customers.models import FollowUp
from customers.services import hand_over_follow_up, save_follow_up_policy, snooze_follow_up
from customers.services.escalation import Digests, send_follow_up_digests
from customers.tests.factories import CustomerFactory, DepartmentFactory, FollowUpFactory, UserFactory
from customers.working_days import _builds, office_week, register_working_calendar
from outbox.models import Message

pytestmark = pytest.mark.django_db


def local(day: int, hour: int = 10) -> datetime:
    """A moment of March 2026; the 2nd, 9th and 16th are Mondays."""
    return timezone.make_aware(datetime(2026, 3, day, hour))


@pytest.fixture(autouse=True)
def monday_to_friday():
    kept = [*_builds]
    register_working_calendar(office_week)
    yield
    _builds[:] = kept


@pytest.fixture
def owner():
    return UserFactory(language="en", department=DepartmentFactory(name="Front office"))


@pytest.fixture
def late(owner):
    """Due on Monday 2 March at three in the afternoon."""
    return FollowUpFactory(
        owner=owner, due_at=local(2, 15), task="Send the offer", customer=CustomerFactory(name="Rani")
    )


def letters() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("to_email", "subject"))


def test_the_owner_is_reminded_on_the_next_working_day_and_once(owner, late):
    assert send_follow_up_digests(at=local(2, 23)) == Digests(0, 0)
    assert send_follow_up_digests(at=local(3, 7)) == Digests(1, 0)
    assert send_follow_up_digests(at=local(3, 8)) == Digests(0, 0)
    assert letters() == [(owner.email, "1 follow-up of yours is late")]


def test_nobody_is_written_to_before_the_hour_nor_on_a_day_off(late):
    assert send_follow_up_digests(at=local(3, 6)) == Digests(0, 0)
    assert send_follow_up_digests(at=local(7)) == Digests(0, 0)
    assert send_follow_up_digests(at=local(8)) == Digests(0, 0)


def test_days_off_do_not_count(owner):
    FollowUpFactory(owner=owner, due_at=local(6, 15))
    assert send_follow_up_digests(at=local(7)) == Digests(0, 0)
    assert send_follow_up_digests(at=local(9)) == Digests(1, 0)


def test_the_holidays_of_the_app_above_count_too(late):
    holidays = frozenset({date(2026, 3, 3), date(2026, 3, 4)})
    register_working_calendar(lambda: WorkingCalendar(office_week().ranges, holidays, timezone.get_default_timezone()))
    assert send_follow_up_digests(at=local(3)) == Digests(0, 0)
    assert send_follow_up_digests(at=local(4)) == Digests(0, 0)
    assert send_follow_up_digests(at=local(5)) == Digests(1, 0)


def test_managers_of_the_department_are_told_on_the_third_working_day_and_once(owner, late):
    mine = UserFactory(manager=True, department=owner.department, language="id")
    UserFactory(manager=True)
    UserFactory(manager=True, department=owner.department, is_active=False)
    assert [send_follow_up_digests(at=local(day)) for day in (3, 4, 5, 6)] == [
        Digests(1, 0), Digests(0, 0), Digests(0, 1), Digests(0, 0),
    ]  # fmt: skip
    assert letters()[1:] == [(mine.email, "1 tindak lanjut terlambat berhari-hari")]


def test_without_a_manager_in_the_department_all_are_told_and_without_any_the_administrators(late):
    admin = UserFactory(admin=True, language="en")
    send_follow_up_digests(at=local(5))
    assert letters()[1:] == [(admin.email, "1 follow-up is late for days")]
    FollowUp.objects.update(escalated_at=None)
    others = UserFactory.create_batch(2, manager=True, language="en")
    send_follow_up_digests(at=local(5))
    assert sorted(letters()[2:]) == sorted((person.email, "1 follow-up is late for days") for person in others)


def test_a_managers_own_delay_is_told_to_somebody_else():
    department = DepartmentFactory()
    slow = UserFactory(manager=True, department=department)
    other = UserFactory(manager=True, language="en")
    FollowUpFactory(owner=slow, due_at=local(2))
    send_follow_up_digests(at=local(5))
    assert [to for to, _subject in letters()] == [slow.email, other.email]


def test_what_has_nobody_to_do_it_goes_to_managers_only():
    manager = UserFactory(manager=True, language="en")
    FollowUpFactory(owner=None, due_at=local(2))
    FollowUpFactory(owner=UserFactory(is_active=False), due_at=local(2))
    assert send_follow_up_digests(at=local(3)) == Digests(0, 0)
    assert send_follow_up_digests(at=local(5)) == Digests(0, 2)
    assert letters() == [(manager.email, "2 follow-ups are late for days")]


def test_one_message_names_the_oldest_and_counts_the_rest(owner, settings, tmp_path):
    FollowUpFactory.create_batch(24, owner=owner, due_at=local(2), task="Call")
    assert send_follow_up_digests(at=local(3)) == Digests(24, 0)
    message = Message.objects.get()
    assert message.subject == "24 follow-ups of yours are late"


def test_putting_off_begins_anew_and_handing_over_does_not(late):
    send_follow_up_digests(at=local(3))
    colleague = UserFactory()
    hand_over_follow_up(follow_up=late, to=colleague)
    assert send_follow_up_digests(at=local(4)) == Digests(0, 0)
    snooze_follow_up(follow_up=late, until=local(5, 9), at=local(4))
    assert send_follow_up_digests(at=local(5)) == Digests(0, 0)
    assert send_follow_up_digests(at=local(6)) == Digests(1, 0)
    assert letters()[-1][0] == colleague.email


def test_done_ones_and_a_policy_that_is_off_cause_no_letters(late):
    manager = UserFactory(manager=True)
    save_follow_up_policy(
        expected_version=1, by=manager, is_active=False, remind_after=1, escalate_after=3, digest_hour=7
    )
    assert send_follow_up_digests(at=local(5)) == Digests(0, 0)
    save_follow_up_policy(
        expected_version=2, by=manager, is_active=True, remind_after=1, escalate_after=3, digest_hour=7
    )
    FollowUp.objects.update(done_at=local(3))
    assert send_follow_up_digests(at=local(5)) == Digests(0, 0)


def test_a_letter_that_can_not_be_written_leaves_no_mark(late, monkeypatch):
    monkeypatch.setattr("customers.emails.send_mail", lambda **values: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send_follow_up_digests(at=local(3))
    late.refresh_from_db()
    assert late.reminded_at is None


@pytest.mark.django_db(transaction=True)
def test_workers_that_run_at_once_say_it_once():
    owner = UserFactory(language="en")
    FollowUpFactory.create_batch(5, owner=owner, due_at=local(2))

    def work(_number) -> Digests:
        try:
            return send_follow_up_digests(at=local(3))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, range(4)))
    assert sum(one.reminded for one in done) == 5
    assert FollowUp.objects.filter(reminded_at=None).count() == 0
    assert sum(int(subject.split()[0]) for _to, subject in letters()) == 5
