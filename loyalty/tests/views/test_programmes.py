"""Pages of programmes and their parts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from loyalty.models import Programme, Reward, SpecialDay, Tier
from loyalty.services import award_points
from loyalty.tests.factories import (
    CustomerFactory,
    MembershipFactory,
    ProgrammeFactory,
    RewardFactory,
    SpecialDayFactory,
    TierFactory,
    TransactionFactory,
)
from loyalty.tests.views.reading import AT, text_of, url

pytestmark = pytest.mark.django_db


def test_an_empty_list_explains_programmes_and_leads_managers_to_the_first(client, manager):
    response = client.get(url("programme_list"))
    assert "gives points for purchases" in text_of(response)
    assert url("programme_create") in response.content.decode()


def test_the_list_shows_members_and_open_points(client, agent, member):
    row = text_of(client.get(url("programme_list")))
    assert f"{member.programme.name_en} External customers" in row
    assert "1 point per IDR 10,000 1 1,250" in row


def test_the_programme_page_names_the_values_nothing_serves(client, agent):
    programme = ProgrammeFactory()
    RewardFactory(programme=programme, name_en="Mug", values=["money", "redemption"])
    RewardFactory(programme=programme, name_en="Old mug", values=["convenience"], is_active=False)
    TierFactory(programme=programme, name_en="Gold", values=["aspiration"])
    SpecialDayFactory(programme=programme, values=["relevance"])
    text = text_of(client.get(programme.get_absolute_url()))
    assert "One of the five values is missing: Convenience" in text
    assert "Aspiration Gold Relevance Happy birthday Convenience nothing yet" in text


def test_members_are_found_by_name_and_by_number_and_others_are_not_shown(client, agent, member):
    other = MembershipFactory(programme=member.programme, customer=CustomerFactory(name="Siti Rahayu"))
    for search in ("budi santosa", member.number, member.customer.number):
        page = client.get(member.programme.get_absolute_url(), {"q": search}).context["page"]
        assert [found.pk for found in page] == [member.pk]
    text = text_of(client.get(member.programme.get_absolute_url(), {"q": "nobody like this"}))
    assert "No member matches “nobody like this”." in text
    assert other.customer.name not in text


def test_members_are_paged(client, agent):
    programme = ProgrammeFactory()
    for number in range(15):
        MembershipFactory(programme=programme, enrolled_at=AT + timedelta(days=number))
    first = client.get(programme.get_absolute_url()).context["page"]
    second = client.get(programme.get_absolute_url(), {"after": first.next_cursor}).context["page"]
    assert (len(first), len(second), second.has_next) == (10, 5, False)
    assert not {row.pk for row in first} & {row.pk for row in second}


def test_a_member_shows_the_tier_reached(client, agent):
    programme = ProgrammeFactory()
    TierFactory(programme=programme, name_en="Silver", min_points=0)
    TierFactory(programme=programme, name_en="Gold", min_points=10)
    member = MembershipFactory(programme=programme)
    now = datetime.now(UTC)
    TransactionFactory(customer=member.customer, occurred_at=now - timedelta(hours=1))
    award_points(at=now)
    assert "Gold" in text_of(client.get(programme.get_absolute_url())).split("Member since")[1].split("Rewards")[0]


FIELDS = {
    "name_id": "Sahabat",
    "name_en": "Friends",
    "audience": "external",
    "currency_per_point": "Rp10.000",
    "starts_on": "1-1-2025",
    "is_active": "on",
    "version": "1",
}


def test_a_manager_starts_a_programme(client, manager):
    response = client.post(url("programme_create"), {**FIELDS, "agent_points_limit": "1.500", "is_default": "on"})
    programme = Programme.objects.get()
    assert response["Location"] == programme.get_absolute_url()
    assert (programme.currency_per_point, programme.starts_on) == (10_000, date(2025, 1, 1))
    assert (programme.agent_points_limit, programme.is_default, programme.validity_months) == (1500, True, None)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name_id": ""}, "This field is required."),
        ({"name_id": "Sa\x00habat"}, "This text contains a character that can&#x27;t be stored."),
        ({"currency_per_point": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"currency_per_point": "many"}, "Enter an amount like 1.250.000."),
        ({"starts_on": "31-2-2025"}, "Enter a date like 31-12-2026."),
        ({"ends_on": "31-12-2024"}, "The programme can&#x27;t end before it starts."),
        ({"audience": "everybody"}, "Select a valid choice."),
        ({"agent_points_limit": "1,5"}, "Enter a whole number like 1.500."),
        ({"agent_points_limit": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"validity_months": "99999"}, "Ensure this value is less than or equal to 120."),
        ({"version": "x"}, "The form was damaged on its way."),
    ],
)
def test_a_faulty_programme_comes_back_with_a_sentence_and_what_was_typed(client, manager, change, sentence):
    response = client.post(url("programme_create"), {**FIELDS, **change})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert 'value="Friends"' in response.content.decode()
    assert not Programme.objects.exists()


def test_a_new_default_takes_over_from_the_old_one(client, manager):
    old = ProgrammeFactory(is_default=True)
    client.post(url("programme_create"), {**FIELDS, "is_default": "on"})
    old.refresh_from_db()
    assert [old.is_default, Programme.objects.latest("pk").is_default] == [False, True]


def test_two_managers_see_each_others_change(client, manager):
    programme = ProgrammeFactory(name_en="Old name")
    client.post(url("programme_edit", programme.pk), {**FIELDS, "name_en": "Mine"})
    response = client.post(url("programme_edit", programme.pk), {**FIELDS, "name_en": "Yours"})
    assert response.status_code == 409
    assert "Mine" in text_of(response)
    programme.refresh_from_db()
    assert programme.name_en == "Mine"


def test_a_manager_adds_and_changes_tiers_rewards_and_special_days(client, manager):
    programme = ProgrammeFactory()
    names = {"name_id": "A", "name_en": "B", "version": "1"}
    client.post(url("tier_create", programme.pk), {**names, "min_points": "1.000", "values": ["money"]})
    client.post(url("reward_create", programme.pk), {**names, "cost": "250", "stock": "", "is_active": "on"})
    date_fields = {"occasion": "date", "month": "9", "day": "4", "points": "50", "is_active": "on"}
    client.post(url("special_day_create", programme.pk), {**names, **date_fields})
    tier, reward, day = Tier.objects.get(), Reward.objects.get(), SpecialDay.objects.get()
    assert (tier.min_points, tier.values, reward.cost, reward.stock, day.month) == (1000, ["money"], 250, None, 9)
    response = client.post(url("reward_edit", reward.pk), {**names, "cost": "300", "stock": "7", "is_active": "on"})
    assert response["Location"] == programme.get_absolute_url()
    reward.refresh_from_db()
    assert (reward.cost, reward.stock, reward.programme) == (300, 7, programme)


@pytest.mark.parametrize(
    ("part", "fields", "sentence"),
    [
        ("reward_create", {"cost": "0"}, "Ensure this value is greater than or equal to 1."),
        ("reward_create", {"cost": "9" * 30}, "Ensure this value is less than or equal to 1000000."),
        ("reward_create", {"cost": "5", "stock": "-3"}, "Ensure this value is greater than or equal to 0."),
        ("reward_create", {"cost": "5", "values": ["love"]}, "love is not one of the available choices."),
        ("tier_create", {"min_points": "500"}, "Another tier begins at the same number of points."),
        (
            "special_day_create",
            {"occasion": "date", "month": "2", "day": "31", "points": "5"},
            "Enter a month and a day that exist",
        ),
        ("special_day_create", {"occasion": "date", "points": "5"}, "Enter a month and a day that exist"),
    ],
)
def test_faulty_parts_are_refused_at_the_field(client, manager, part, fields, sentence):
    programme = TierFactory(min_points=500).programme
    response = client.post(url(part, programme.pk), {"name_id": "A", "name_en": "B", "version": "1", **fields})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Reward.objects.exists()
    assert Tier.objects.count() == 1


def test_all_primary_customers_join_by_one_button(client, manager):
    programme = ProgrammeFactory()
    CustomerFactory.create_batch(3, primary=True)
    response = client.post(url("enrol_primary", programme.pk), follow=True)
    assert "3 customers joined." in text_of(response)
    assert programme.memberships.count() == 3
