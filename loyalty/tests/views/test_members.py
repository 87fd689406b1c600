"""Pages of members."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from loyalty.enums import EntryKind
from loyalty.models import LedgerEntry, Membership
from loyalty.services import award_points
from loyalty.services.ledger import book
from loyalty.tests.factories import (
    CustomerFactory,
    ProgrammeFactory,
    RewardFactory,
    TierFactory,
    TransactionFactory,
)
from loyalty.tests.views.reading import AT, text_of, url
from outbox.models import Message

pytestmark = pytest.mark.django_db


def test_the_member_page_shows_balance_progress_and_ledger(client, agent, member):
    TierFactory(programme=member.programme, name_en="Gold", min_points=900)
    now = datetime.now(UTC)
    purchase = TransactionFactory(customer=member.customer, amount=1_000_000, occurred_at=now - timedelta(days=1))
    award_points(at=now)
    text = text_of(client.get(member.get_absolute_url()))
    assert "Points balance 1,350" in text
    assert "800 more points to Gold" in text
    assert f"Purchase : {purchase.reference}" in text or f"Purchase: {purchase.reference}" in text
    assert "+100 1,350" in text
    assert "From the old card" in text


def test_the_ledger_is_paged(client, agent, member):
    for number in range(30):
        book(membership=member, kind=EntryKind.CORRECTION, points=1, at=AT, reason=f"No. {number}")
    first = client.get(member.get_absolute_url()).context["page"]
    second = client.get(member.get_absolute_url(), {"after": first.next_cursor}).context["page"]
    assert [entry.balance_after for entry in first] == list(range(1280, 1255, -1))
    assert [entry.balance_after for entry in second] == list(range(1255, 1249, -1))


def test_a_customer_is_found_and_enrolled_with_one_click(client, agent):
    programme = ProgrammeFactory()
    customer = CustomerFactory(name="Dewi Lestari")
    CustomerFactory(name="Dewi Lestari", internal=True)
    page = client.get(url("member_lookup", programme.pk), {"q": "dewi"})
    assert [hit.pk for hit, _membership in page.context["rows"]] == [customer.pk]
    response = client.post(url("enrol", customer.pk), {"programme": programme.pk}, follow=True)
    assert "Dewi Lestari is a member now." in text_of(response)
    assert Membership.objects.get().enrolled_by == agent
    assert "is a member" in text_of(client.get(url("member_lookup", programme.pk), {"q": "dewi"}))


@pytest.mark.parametrize("choice", ["", "0", "abc", "9" * 40, "\x00"])
def test_an_unknown_programme_enrols_nobody(client, agent, choice):
    ProgrammeFactory()
    response = client.post(url("enrol", CustomerFactory().pk), {"programme": choice})
    assert response.status_code == 422
    assert not Membership.objects.exists()


def test_a_programme_for_colleagues_is_not_offered_to_guests(client, agent):
    programme = ProgrammeFactory(internal=True)
    customer = CustomerFactory()
    assert "in every programme that is open" in text_of(client.get(url("enrol", customer.pk)))
    assert client.post(url("enrol", customer.pk), {"programme": programme.pk}).status_code == 422
    assert not Membership.objects.exists()


def test_a_manager_gives_goodwill_once_even_when_the_form_is_sent_twice(client, manager, member):
    fields = {"points": "250", "reason": "Sorry for the noise", "submission_key": str(uuid4())}
    for _again in range(2):
        response = client.post(url("goodwill", member.pk), fields, follow=True)
    assert "250 points are booked." in text_of(response)
    entry = LedgerEntry.objects.get(kind=EntryKind.GOODWILL)
    assert (entry.balance_after, entry.reason, entry.created_by) == (1500, "Sorry for the noise", manager)


@pytest.mark.parametrize("points", ["0", "-5", "1.000.001", "a few", "", "9" * 50])
def test_goodwill_wants_a_sensible_number(client, manager, member, points):
    fields = {"points": points, "reason": "Sorry", "submission_key": str(uuid4())}
    response = client.post(url("goodwill", member.pk), fields)
    assert response.status_code == 422
    assert 'value="Sorry"' in response.content.decode()
    assert not LedgerEntry.objects.filter(kind=EntryKind.GOODWILL).exists()


def test_leaving_ends_redeeming_and_enrolling_brings_it_back(client, agent, member):
    reward = RewardFactory(programme=member.programme)
    response = client.post(url("leave", member.pk), follow=True)
    assert "Enrol again" in text_of(response)
    fields = {"cost": "100", "submission_key": str(uuid4())}
    assert client.post(url("redeem_confirm", member.pk, reward.pk), fields).status_code == 422
    response = client.post(url("enrol", member.customer_id), {"programme": member.programme_id}, follow=True)
    assert "Redeem points" in text_of(response)
    assert "Points balance 1,250" in text_of(response)


def test_the_statement_goes_out_with_a_private_link(client, agent, member):
    response = client.post(url("send_statement", member.pk), follow=True)
    assert "on its way to budi@example.com" in text_of(response)
    message = Message.objects.get()
    assert (message.to_email, message.subject) == (
        "budi@example.com",
        f"{member.programme.name_id}: Anda punya 1.250 poin",
    )


@pytest.mark.parametrize(("field", "value"), [("email", ""), ("do_not_contact", True)])
def test_no_statement_goes_to_who_cannot_or_does_not_want_to_get_it(client, agent, member, field, value):
    setattr(member.customer, field, value)
    member.customer.save()
    response = client.post(url("send_statement", member.pk), follow=True)
    assert "Budi Santoso" in text_of(response)
    assert response.context["messages"]
    assert not Message.objects.exists()
