"""Figures leave out what hangs on complaints that somebody may not know of, and on those merged into another."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from complaints.models import Complaint, ComplaintMerge, ComplaintQuerySet, Promise, Remedy, RestrictedAccess
from complaints.queries import visible_promises
from complaints.queries.costs import monthly_costs
from complaints.queries.figures import weekly_flow
from complaints.queries.hours import complaints_by_hour
from complaints.tests.factories import ComplaintFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def named():
    return UserFactory(role="manager")


@pytest.fixture
def accused():
    return UserFactory(role="manager")


@pytest.fixture
def cases(named, accused):
    """One that everybody may know of, a confidential one, and one that was merged into the first."""
    open_one, secret, merged = (ComplaintFactory(received_at=NOW - timedelta(hours=1)) for _ in range(3))
    Complaint.objects.filter(pk=secret.pk).update(is_restricted=True, about_person=accused)
    for person in (named, accused):
        RestrictedAccess.objects.create(complaint=secret, user=person)
    ComplaintMerge.objects.create(duplicate=merged, survivor=open_one, merged_at=NOW)
    for case in (open_one, secret, merged):
        Promise.objects.create(complaint=case, what="x", due_at=NOW, agreed_at=NOW, first_due_at=NOW)
        Remedy.objects.create(complaint=case, kind="refund", amount=100, status="approved", decided_at=NOW)
    return open_one, secret, merged


def seen_by(user) -> tuple:
    flow = weekly_flow(user=user, weeks=2, at=NOW)
    today = timezone.localdate(NOW)
    return (
        visible_promises(user).count(),
        monthly_costs(user=user, months=1, at=NOW)[0].total,
        flow[-1].open_at_end,
        sum(complaints_by_hour(user=user, since=today - timedelta(days=1), until=today).values()),
    )


def test_each_person_counts_what_that_person_may_know_of(cases, named, accused):
    assert seen_by(named) == (2, Decimal(200), 2, 2)
    assert seen_by(UserFactory(role="manager")) == (1, Decimal(100), 1, 1)


def test_named_or_not_nobody_counts_a_complaint_about_themselves(cases, accused):
    assert seen_by(accused) == (1, Decimal(100), 1, 1)


def test_what_lies_beyond_and_what_is_visible_make_the_whole(cases, named, accused):
    for user in (named, accused, UserFactory()):
        visible = Promise.objects.filter(complaint__in=Complaint.objects.visible_to(user))
        hidden = Promise.objects.filter(ComplaintQuerySet.beyond(user))
        assert {*visible} | {*hidden} == {*Promise.objects.all()}
        assert not {*visible} & {*hidden}


def test_the_backlog_of_each_week_is_what_was_open_at_its_end():
    for received, resolved in ((30, None), (30, 20), (30, 2), (9, 8), (3, None)):
        answered = {"status": "answered", "resolved_at": NOW - timedelta(days=resolved)} if resolved is not None else {}
        ComplaintFactory(received_at=NOW - timedelta(days=received), **answered)
    user = UserFactory()

    for week in weekly_flow(user=user, weeks=4, at=NOW):
        end = timezone.make_aware(datetime.combine(week.ends_on, time.max))
        open_then = Complaint.objects.filter(received_at__lte=end).exclude(resolved_at__lte=end)
        assert week.open_at_end == open_then.count()
