"""What holds on every page of loyalty."""

import pytest

from loyalty.models import LedgerEntry
from loyalty.services import award_points, leave
from loyalty.tests.factories import (
    MembershipFactory,
    ProgrammeFactory,
    RewardFactory,
    TierFactory,
    TransactionFactory,
    UserFactory,
)
from loyalty.tests.views.reading import AT, text_of, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 30])
def test_pages_cost_the_same_however_many_rows_they_show(client, agent, django_assert_max_num_queries, rows):
    programme = ProgrammeFactory()
    TierFactory.create_batch(3, programme=programme)
    RewardFactory.create_batch(rows, programme=programme)
    members = MembershipFactory.create_batch(rows, programme=programme)
    for _number in range(rows):
        TransactionFactory(customer=members[0].customer)
    award_points(at=AT)
    for address, limit in [
        (url("programme_list"), 5),
        (programme.get_absolute_url(), 10),
        (programme.get_absolute_url() + "?q=customer", 16),
        (members[0].get_absolute_url(), 12),
        (url("redeem", members[0].pk), 9),
        (url("member_lookup", programme.pk) + "?q=customer", 12),
    ]:
        with django_assert_max_num_queries(limit):
            assert client.get(address).status_code == 200


def test_unknown_records_are_not_found(client, manager):
    for name in (
        "programme_detail",
        "programme_edit",
        "tier_edit",
        "reward_edit",
        "special_day_edit",
        "member_lookup",
        "membership_detail",
        "goodwill",
        "redeem",
        "redemption_detail",
        "redemption_cancel",
        "enrol",
    ):
        for pk in (4711, 10**30):
            assert client.get(url(name, pk)).status_code == 404, name


def test_what_changes_something_is_not_done_by_opening_an_address(client, manager, member, redemption):
    before = LedgerEntry.objects.count()
    for address in (
        url("leave", member.pk),
        url("send_statement", member.pk),
        url("enrol_primary", member.programme_id),
        url("redemption_collect", redemption.pk),
    ):
        assert client.get(address).status_code == 405
    client.get(url("redemption_cancel", redemption.pk))
    assert LedgerEntry.objects.count() == before
    assert not leave(membership=member, at=AT).is_current


MANAGERS_ONLY = [
    "programme_create",
    "programme_edit",
    "tier_create",
    "tier_edit",
    "reward_create",
    "reward_edit",
    "special_day_create",
    "special_day_edit",
    "enrol_primary",
    "goodwill",
]


@pytest.mark.parametrize("name", MANAGERS_ONLY)
def test_rules_and_goodwill_are_for_managers(client, agent, name):
    address = url(name, *([] if name == "programme_create" else [1]))
    assert client.post(address).status_code == 403
    client.logout()
    response = client.post(address)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={address}")


def test_agents_see_no_links_to_what_they_may_not_do(client, agent, member):
    RewardFactory(programme=member.programme)
    page = client.get(member.programme.get_absolute_url()).content.decode()
    page += client.get(member.get_absolute_url()).content.decode()
    for name in ("reward_create", "tier_create", "special_day_create", "programme_edit", "enrol_primary"):
        assert url(name, member.programme_id) not in page
    assert url("goodwill", member.pk) not in page


def test_pages_are_indonesian_by_default(client, member):
    client.force_login(UserFactory())
    text = text_of(client.get(member.get_absolute_url()))
    assert "Saldo poin 1.250" in text
    assert "Tukarkan poin" in text
