"""One segment on pages of figures: who may use it, what it counts, and that nothing leaks through it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import SharedWith
from accounts.models import SavedView
from accounts.services import save_view
from accounts.tests.factories import UserFactory
from complaints.queries import figures
from complaints.tests.factories import ComplaintFactory
from customers.models import Customer
from customers.segment_choice import SegmentChoice
from customers.segments import customers_in
from customers.services import merge_customers
from customers.tests.factories import CustomerFactory
from loyalty.models import Membership
from loyalty.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db

PAGES = ("/complaints/dashboard/", "/retention/", "/retention/at-risk/")


def segment(owner, query: str = "city=Bandung", shared_with: str = "") -> SavedView:
    return save_view(
        owner=owner, list_key="customers", name=f"View {query}", query=query, at=timezone.now(),
        **({"shared_with": shared_with} if shared_with else {}),
    )  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_only_ones_own_and_shared_segments_can_be_chosen(client, manager, page):
    mine, secret = segment(manager), segment(UserFactory(), "city=Solo")
    shared = segment(UserFactory(manager=True), "city=Medan", SharedWith.EVERYBODY)
    assert client.get(f"{page}?segment={secret.pk}").status_code == 404
    for wrong in ("x", "999999", "%00", "-1", "9" * 30):
        assert client.get(f"{page}?segment={wrong}").status_code in (400, 404)
    choice: SegmentChoice = client.get(f"{page}?segment={mine.pk}").context["segment"]
    assert {view.pk for view in choice.options} == {mine.pk, shared.pk}
    assert choice.current == mine


def test_complaints_of_a_segment_are_counted_with_those_of_folded_records_and_without_confidential_ones(manager):
    inside, folded = CustomerFactory(city="Bandung"), CustomerFactory(city="Solo")
    merge_customers(duplicate=folded, survivor=inside, at=timezone.now())
    for customer in (inside, folded, CustomerFactory(city="Solo")):
        ComplaintFactory(customer=customer)
    ComplaintFactory(customer=inside, is_restricted=True)
    among = SegmentChoice([], segment(manager), customers_in(segment(manager, "city=Bandung&sort=name"))).records
    today = timezone.localdate()
    scope = {"user": manager, "among": among}
    summary = figures.summary(**scope, since=today - timedelta(days=900), until=today, at=timezone.now())
    assert summary.received == 2
    assert sum(band.count for band in figures.ages_of_open(**scope, at=timezone.now())) == summary.open
    assert figures.weekly_flow(**scope, weeks=3, at=timezone.now())[-1].open_at_end == summary.open


def test_the_figures_of_a_segment_lead_to_its_complaints(client, manager):
    ComplaintFactory(customer__city="Solo")
    wanted = ComplaintFactory(customer__city="Bandung")
    page = client.get(f"/complaints/dashboard/?segment={segment(manager).pk}")
    rows = client.get(page.context["links"]["open"]).context["rows"]
    assert [row["complaint"] for row in rows] == [wanted]


def test_a_segment_that_lost_a_filter_counts_nobody_and_says_so(client, manager):
    ComplaintFactory(customer__city="Bandung")
    view = segment(manager)
    SavedView.objects.filter(pk=view.pk).update(query="custom_gone=1")
    page = client.get(f"/complaints/dashboard/?segment={view.pk}")
    assert page.context["summary"].open == 0
    assert "uses a filter that is no longer there" in page.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_more_segments_and_customers_cost_no_more_queries(client, manager, page):
    views = [segment(manager, f"city=City {number}") for number in range(3)]

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(f"{page}?segment={views[0].pk}")
        return len(seen)

    statements()
    few = statements()
    for number in range(20):
        segment(manager, f"city=Town {number}")
    ComplaintFactory.create_batch(10, customer__city="City 0")
    assert statements() == few


def test_a_segment_can_be_enrolled_and_me_is_whose_view_it_is(client, manager):
    programme, owner = ProgrammeFactory(), UserFactory(manager=True)
    hers = CustomerFactory(owner=owner)
    CustomerFactory(owner=manager)
    segment(owner, "owner=me&sort=-created", SharedWith.EVERYBODY)
    page = client.get(programme.get_absolute_url())
    ((_view, query),) = page.context["segments"]
    preview = client.post(
        "/jobs/bulk/customers/", {"action": "enrol", "all": "1", "programme": programme.pk, "query": query}
    )
    assert preview.context["preview"].changes == 1
    assert list(Customer.objects.filter(owner=owner)) == [hers]
    assert not Membership.objects.exists()
