"""What the member sees behind the private link."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from loyalty.emails import LINK_LIFETIME, statement_url
from loyalty.enums import EntryKind
from loyalty.models import LedgerEntry, StatementLink
from loyalty.services.ledger import book
from loyalty.tests.factories import CustomerFactory, MembershipFactory, RewardFactory, TierFactory
from loyalty.tests.views.reading import text_of

pytestmark = pytest.mark.django_db
AT = datetime(2025, 6, 2, 3, 0, tzinfo=UTC)


@pytest.fixture
def member():
    membership = MembershipFactory(customer=CustomerFactory(name="Budi Santoso"))
    TierFactory(programme=membership.programme, name_id="Perak", name_en="Silver", min_points=0)
    RewardFactory(programme=membership.programme, name_id="Gelas", name_en="Mug", cost=1300)
    for number in range(25):
        book(membership=membership, kind=EntryKind.GOODWILL, points=50, at=AT, reason=f"Reason {number}")
    return membership


@pytest.fixture
def address(member):
    return statement_url(member, at=AT).removeprefix("http://localhost:8000")


@time_machine.travel(AT, tick=False)
@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("id", ["Anda punya 1.250 poin", "50 poin lagi", "Gelas"]),
        ("en", ["You have 1,250 points", "50 more points needed", "Mug"]),
    ],
)
def test_a_member_reads_the_statement_without_signing_in(client, address, language, sentences):
    response = client.get(address, {"lang": language})
    text = text_of(response)
    for sentence in sentences:
        assert sentence in text
    assert "Reason 24" in text
    assert "Reason 4" not in text.replace("Reason 24", "")
    assert len(response.content) < 10_000
    assert b"<script" not in response.content
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]


@pytest.mark.parametrize("fault", ["expired", "revoked", "forged", "nul"])
def test_a_link_that_does_not_open_explains_itself_and_shows_nothing(client, member, address, fault):
    at = AT + LINK_LIFETIME if fault == "expired" else AT
    if fault == "revoked":
        StatementLink.objects.update(revoked_at=AT)
    if fault in ("forged", "nul"):
        address = reverse("loyalty:statement", args=["x" * 32 if fault == "forged" else "a\u202eb😀"])
    with time_machine.travel(at, tick=False):
        response = client.get(address, {"lang": "en"})
    assert response.status_code == 404
    assert "The link to your points statement has expired or is not complete." in text_of(response)
    assert "Budi" not in text_of(response)


@time_machine.travel(AT + timedelta(days=1), tick=False)
def test_reading_writes_nothing_and_nothing_can_be_posted(client, address, django_assert_max_num_queries):
    before = list(LedgerEntry.objects.values_list("pk")), list(StatementLink.objects.values())
    with django_assert_max_num_queries(7):
        client.get(address)
    assert client.post(address).status_code == 405
    assert (list(LedgerEntry.objects.values_list("pk")), list(StatementLink.objects.values())) == before


def test_the_log_never_names_a_link(client, address, caplog):
    client.get(address + "?lang=en")
    client.post(address)
    with time_machine.travel(AT + LINK_LIFETIME, tick=False):
        assert client.get(address).status_code == 404
    assert address not in caplog.text


def test_the_token_is_not_kept(member, address):
    token = address.split("/")[-2]
    assert len(token) == 32
    assert token.encode() not in bytes(StatementLink.objects.get().token_hash)
