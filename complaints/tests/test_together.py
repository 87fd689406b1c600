"""Links, splits and merges: nothing gets lost, all can be taken back, nothing confidential is betrayed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from common.errors import AppError, NotAllowed
from complaints import queries, services
from complaints.models import Complaint, ComplaintMerge, RestrictedAccess, TrackingLink
from complaints.tests.factories import RECEIVED_AT, ComplaintFactory, CustomerFactory, EntryFactory, RemedyFactory
from outbox.models import Message

pytestmark = pytest.mark.django_db
LATER = timezone.now()
KEY = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"


@pytest.fixture
def agent(client):
    user = UserFactory(language="en")
    client.force_login(user)
    return user


@pytest.fixture
def twice():
    """The same complaint of one customer, by telephone and by mail, with what hangs on the second."""
    customer = CustomerFactory(email="budi@example.com")
    first, second = (ComplaintFactory(customer=customer, summary=text) for text in ("No light", "It is dark here"))
    EntryFactory(complaint=second, body="Asked the electrician")
    RemedyFactory(complaint=second)
    services.add_customer_message(complaint=second, body="Still dark", at=RECEIVED_AT)
    _link, token = TrackingLink.issue(complaint=second, at=LATER, valid_for=timedelta(days=90))
    return first, second, token


def merged(twice, agent) -> ComplaintMerge:
    first, second, _token = twice
    return services.merge_complaints(duplicate=second, survivor=first, at=LATER, by=agent)


def talk(complaint: Complaint) -> set[str]:
    return set(complaint.entries.exclude(body="").values_list("body", flat=True))


def test_what_hangs_on_the_duplicate_goes_over_and_it_counts_no_more(client, agent, twice):
    first, second, token = twice
    merged(twice, agent)
    assert {"Asked the electrician", "Still dark", "It is dark here"} <= talk(first)
    assert first.remedies.count() == 1
    assert list(Complaint.objects.visible_to(agent)) == [first]
    assert client.get(second.get_absolute_url())["Location"] == first.get_absolute_url()
    assert first.reference in client.get(f"/c/{token}/").content.decode()
    second.refresh_from_db()
    assert (second.status, second.next_due_at) == ("closed", None)
    assert not second.clocks.filter(ended_at=None).exists()
    assert not Message.objects.exists()


def test_taking_apart_gives_everything_back_and_the_duplicate_goes_on(client, agent, twice):
    first, second, token = twice
    merge = merged(twice, agent)
    services.add_note(complaint=first, body="Written since", at=LATER, by=agent)
    client.post(f"/complaints/merges/{merge.pk}/undo/")
    second.refresh_from_db()
    assert {"Asked the electrician", "Still dark"} <= talk(second)
    assert "Written since" in talk(first)
    assert (second.remedies.count(), first.remedies.count(), second.status) == (1, 0, "received")
    assert second.next_due_at is not None
    assert second.reference in client.get(f"/c/{token}/").content.decode()
    with pytest.raises(NotAllowed):
        services.undo_merge(merge=merge, at=LATER, by=agent)


def test_one_that_was_closed_before_is_closed_afterwards(agent):
    customer = CustomerFactory()
    second = ComplaintFactory(customer=customer, closed=True)
    merge = merged((ComplaintFactory(customer=customer), second, ""), agent)
    services.undo_merge(merge=merge, at=LATER, by=agent)
    second.refresh_from_db()
    assert (second.status, list(Complaint.objects.visible_to(agent).order_by("pk"))[0]) == ("closed", second)


def test_after_thirty_days_it_stays(agent, twice):
    with pytest.raises(NotAllowed):
        services.undo_merge(merge=merged(twice, agent), at=LATER + timedelta(days=30), by=agent)


@pytest.mark.parametrize(
    "other",
    [
        lambda one: one,
        lambda one: ComplaintFactory(),
        lambda one: ComplaintFactory(customer=one.customer, is_restricted=True),
    ],
)
def test_itself_other_customers_and_confidential_ones_are_refused(agent, other):
    one = ComplaintFactory()
    with pytest.raises(AppError):
        services.merge_complaints(duplicate=one, survivor=other(one), at=LATER, by=agent)
    assert not ComplaintMerge.objects.exists()


def test_nobody_merges_twice_or_in_a_circle(agent, twice):
    first, second, _token = twice
    merged(twice, agent)
    for duplicate, survivor in ((second, first), (first, second)):
        with pytest.raises(NotAllowed):
            services.merge_complaints(duplicate=duplicate, survivor=survivor, at=LATER, by=agent)


def test_both_are_compared_before_they_are_merged(client, agent, twice):
    first, second, _token = twice
    address = f"{second.get_absolute_url()}merge/"
    page = client.get(f"{address}?number={first.reference.lower()}").content.decode()
    assert "No light" in page
    assert "It is dark here" in page
    assert not ComplaintMerge.objects.exists()
    assert client.post(address, {"number": first.reference})["Location"] == first.get_absolute_url()
    assert second.reference in client.get(first.get_absolute_url()).content.decode()


def test_a_second_thing_becomes_a_complaint_of_its_own_once_and_both_are_linked(client, agent):
    one = ComplaintFactory(details="No light. And the food was cold.")
    form = {"summary": "The food was cold", "cause": "rude_staff", "details": "", "version": 1, "submission_key": KEY}
    for _twice in range(2):
        response = client.post(f"{one.get_absolute_url()}split/", form)
    made = Complaint.objects.exclude(pk=one.pk).get()
    assert response["Location"] == made.get_absolute_url()
    assert (made.customer, made.channel, made.summary) == (one.customer, one.channel, "The food was cold")
    assert made.clocks.exists()
    assert made.reference in client.get(one.get_absolute_url()).content.decode()
    assert client.post(f"{one.get_absolute_url()}split/", {**form, "summary": ""}).status_code == 422


def test_what_is_split_off_a_confidential_one_is_as_confidential(agent):
    one = ComplaintFactory(is_restricted=True)
    RestrictedAccess.objects.create(complaint=one, user=agent)
    made = services.split_complaint(complaint=one, summary="And this", at=LATER, by=agent)
    assert made.is_restricted
    assert list(made.named_people.values_list("user", flat=True)) == [agent.pk]


def test_a_link_shows_on_both_sides_only_to_who_may_see_both(client, agent):
    plain, secret = ComplaintFactory(), ComplaintFactory(is_restricted=True)
    named = UserFactory(language="en")
    RestrictedAccess.objects.create(complaint=secret, user=named)
    services.link_complaints(complaint=plain, other=secret, at=LATER, by=named)
    assert secret.reference not in client.get(plain.get_absolute_url()).content.decode()
    assert client.post(f"{plain.get_absolute_url()}link/", {"number": secret.reference}).status_code == 422
    assert client.post(f"{plain.get_absolute_url()}unlink/{secret.reference}/").status_code == 404
    client.force_login(named)
    for one, other in ((plain, secret), (secret, plain)):
        assert other.reference in client.get(one.get_absolute_url()).content.decode()
    client.post(f"{secret.get_absolute_url()}unlink/{plain.reference}/")
    assert queries.company_of(plain, user=named, at=LATER).linked == []


def test_a_split_part_that_becomes_confidential_later_is_named_nowhere(client, agent):
    one, boss = ComplaintFactory(), UserFactory(manager=True)
    made = services.split_complaint(complaint=one, summary="Harassed by a colleague", at=LATER, by=boss)
    services.set_confidentiality(complaint=made, is_restricted=True, named=[boss], at=LATER, by=boss)
    assert made.reference not in client.get(one.get_absolute_url()).content.decode()


def test_the_page_of_a_complaint_costs_the_same_with_3_links_and_with_20(client, agent, django_assert_max_num_queries):
    one = ComplaintFactory()
    for other in ComplaintFactory.create_batch(20):
        services.link_complaints(complaint=one, other=other, at=LATER, by=agent)
    assert len(queries.company_of(one, user=agent, at=LATER).linked) == 20
    with django_assert_max_num_queries(3):
        queries.company_of(one, user=agent, at=LATER)
