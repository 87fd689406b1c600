from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from accounts.tests.factories import UserFactory
from complaints.bulk import make_complaints
from complaints.models import Clock, Complaint, Entry, RestrictedAccess
from complaints.queries import search_complaints, tab_counts
from complaints.services.references import next_reference
from complaints.services.timetable import Timetable
from customers.bulk import make_customers

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 9)
NOW = datetime(2026, 3, 9, 10, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.fixture
def officer():
    return UserFactory()


@pytest.fixture
def generated(officer):
    make_customers(count=30, seed=7, today=TODAY)
    make_complaints(count=400, seed=7, today=TODAY)


def keys_and_indexes():
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT conname FROM pg_constraint WHERE conrelid = 'complaints_complaint'::regclass UNION ALL
            SELECT indexname FROM pg_indexes WHERE tablename = 'complaints_complaint' ORDER BY 1"""
        )
        return [name for (name,) in cursor.fetchall()]


def test_generated_complaints_leave_the_numbers_of_real_ones_free(generated):
    references = set(Complaint.objects.values_list("reference", flat=True))

    assert len(references) == 400
    received_at = max(Complaint.objects.values_list("received_at", flat=True))
    assert next_reference(received_at) not in references
    assert timezone.localtime(received_at).date() < TODAY


def test_generated_complaints_are_mostly_over_and_their_clocks_say_the_same(generated):
    is_open = set(Complaint.objects.open().values_list("pk", flat=True))

    assert 0 < len(is_open) < 100
    assert set(Clock.objects.filter(ended_at=None, kind="solution").values_list("complaint", flat=True)) == is_open
    assert set(Complaint.objects.exclude(next_due_at=None).values_list("pk", flat=True)) <= is_open
    assert set(Complaint.objects.waiting().values_list("next_due_at", flat=True)) <= {None}


def test_generated_promises_are_due_as_the_timetable_has_it(generated):
    timetable = Timetable.load()
    clocks = Clock.objects.filter(kind__in=["first_response", "solution"])

    assert [
        clock for clock in clocks
        if abs(timetable.due(clock.amount, clock.unit, clock.started_at) - clock.due_at) > timedelta(seconds=1)
    ] == []  # fmt: skip


def test_generated_confidential_complaints_are_known_to_those_named_on_them_alone(generated, officer):
    confidential = set(Complaint.objects.filter(is_restricted=True).values_list("pk", flat=True))

    assert confidential
    assert set(RestrictedAccess.objects.values_list("complaint", "user")) == {(pk, officer.pk) for pk in confidential}
    stranger = UserFactory()
    assert confidential.isdisjoint(Complaint.objects.visible_to(stranger).values_list("pk", flat=True))


def test_generated_complaints_fill_the_queue_and_are_found_by_their_words(generated, officer):
    word = Complaint.objects.filter(is_restricted=False).latest("pk").summary.split()[0]

    assert tab_counts(user=officer, at=NOW)["overdue"] > 0
    assert word in search_complaints(user=officer, text=word)[0].summary
    assert set(Entry.objects.values_list("kind", flat=True)) > {"received", "status", "reply", "customer_message"}


def test_keys_and_indexes_are_back_afterwards(officer):
    before = keys_and_indexes()
    make_customers(count=30, seed=7, today=TODAY)
    make_complaints(count=60, seed=7, today=TODAY)

    assert keys_and_indexes() == before


def test_generated_complaints_leave_no_trail(generated):
    events = [Complaint, Clock, Entry, RestrictedAccess]

    assert [model.pgh_event_model.objects.count() for model in events] == [0, 0, 0, 0]
