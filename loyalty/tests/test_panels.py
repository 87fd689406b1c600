"""What loyalty adds to the customer's page, and what it does on signals and ticks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from django.utils import translation

from customers.panels import panels_of
from customers.queries.timeline import timeline_of
from customers.signals import transactions_recorded
from loyalty.enums import EntryKind
from loyalty.models import Membership
from loyalty.services.ledger import book
from loyalty.tasks import award_points
from loyalty.tests.factories import (
    CustomerFactory,
    MembershipFactory,
    ProgrammeFactory,
    SpecialDayFactory,
    TransactionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime(2025, 6, 2, 3, 0, tzinfo=UTC)


def panel_of(customer) -> str:
    request = RequestFactory().get("/")
    request.user = UserFactory()
    with translation.override("en"):
        return "".join(panel.html for panel in panels_of(request, customer, "side") if panel.name == "loyalty")


def test_a_member_is_shown_with_balance_and_a_way_to_redeem():
    member = MembershipFactory()
    book(membership=member, kind=EntryKind.CORRECTION, points=1250, at=AT)
    panel = panel_of(member.customer)
    assert "1,250 points" in panel
    assert f"/loyalty/members/{member.pk}/redeem/" in panel


def test_others_are_offered_to_join_where_there_is_a_programme():
    customer = CustomerFactory()
    assert panel_of(customer) == ""
    ProgrammeFactory()
    assert f"/loyalty/enrol/{customer.pk}/" in panel_of(customer)


def test_bookings_are_in_the_history_newest_first():
    member = MembershipFactory()
    book(membership=member, kind=EntryKind.GOODWILL, points=20, at=AT, reason="Sorry")
    book(membership=member, kind=EntryKind.CORRECTION, points=-5, at=AT + timedelta(days=1))
    with translation.override("en"):
        items = timeline_of(member.customer, user=UserFactory()).items
    assert [(item.title, item.body) for item in items] == [
        ("−5 points: correction", ""),
        ("+20 points: goodwill", "Sorry"),
    ]


def test_a_recorded_purchase_shows_its_points_at_once(django_capture_on_commit_callbacks):
    member = MembershipFactory()
    with django_capture_on_commit_callbacks(execute=True):
        TransactionFactory(customer=member.customer)
        transactions_recorded.send(sender=Membership, at=AT)
    assert Membership.objects.get().balance == 10


def test_the_tick_does_all_that_is_due():
    today = datetime.now(UTC)
    born = CustomerFactory(birth_date=today.astimezone().date().replace(year=1992))
    member = MembershipFactory(customer=born)
    SpecialDayFactory(programme=member.programme)
    TransactionFactory(customer=born, occurred_at=today - timedelta(hours=1))
    award_points()
    award_points()
    member.refresh_from_db()
    assert member.balance == 60


def test_a_survivor_shows_the_points_of_the_records_folded_into_it():
    survivor = CustomerFactory()
    member = MembershipFactory(customer=CustomerFactory(merged_into=survivor))
    book(membership=member, kind=EntryKind.CORRECTION, points=1250, at=AT)
    assert "1,250 points" in panel_of(survivor)
    items = timeline_of(survivor, user=UserFactory()).items
    assert [item.at for item in items] == [AT]
