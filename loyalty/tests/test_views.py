"""The pages of the programme as staff use them."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from loyalty.enums import EntryKind, RedemptionStatus
from loyalty.models import LedgerEntry, Membership, Programme, Redemption, Reward, SpecialDay, Tier
from loyalty.services import award_points, leave, redeem_reward
from loyalty.services.ledger import book
from loyalty.tests.factories import (
    CustomerFactory,
    MembershipFactory,
    ProgrammeFactory,
    RewardFactory,
    SpecialDayFactory,
    TierFactory,
    TransactionFactory,
    UserFactory,
)
from outbox.models import Message

pytestmark = pytest.mark.django_db
AT = datetime(2025, 6, 2, 3, 0, tzinfo=UTC)


@pytest.fixture
def member():
    membership = MembershipFactory(customer=CustomerFactory(name="Budi Santoso", email="budi@example.com"))
    book(membership=membership, kind=EntryKind.CORRECTION, points=1250, at=AT, reason="From the old card")
    return membership


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def url(name: str, *args) -> str:
    return reverse(f"loyalty:{name}", args=args)


# --- programmes -----------------------------------------------------------------------------------


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


# --- members --------------------------------------------------------------------------------------


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


# --- redemption -----------------------------------------------------------------------------------


def test_redeeming_takes_three_clicks(client, agent, member):
    reward = RewardFactory(programme=member.programme, name_en="Dinner", cost=600, stock=2)
    page = client.get(member.get_absolute_url()).content.decode()
    assert url("redeem", member.pk) in page
    assert url("redeem_confirm", member.pk, reward.pk) in client.get(url("redeem", member.pk)).content.decode()
    confirm = client.get(url("redeem_confirm", member.pk, reward.pk))
    assert "Balance after 650" in text_of(confirm)
    form = confirm.context["form"]
    fields = {name: form[name].value() for name in ("cost", "submission_key")}
    done = [client.post(url("redeem_confirm", member.pk, reward.pk), fields) for _click in range(2)]
    redemption = Redemption.objects.get()
    assert {response["Location"] for response in done} == {redemption.get_absolute_url()}
    text = text_of(client.get(redemption.get_absolute_url()))
    assert redemption.code in text
    assert "Points balance 650" in text


def test_what_is_out_of_reach_says_why(client, agent, member):
    member.programme.agent_points_limit = 1000
    member.programme.save()
    for name, cost, stock in [("Far", 1300, None), ("Gone", 10, 0), ("Big", 1200, None), ("Mug", 10, 3)]:
        RewardFactory(programme=member.programme, name_en=name, cost=cost, stock=stock)
    text = text_of(client.get(url("redeem", member.pk)))
    assert "Gone 10 1,240 sold out" in text
    assert "Mug 10 1,240 Choose" in text
    assert "Big 1,200 50 a manager redeems this" in text
    assert "Far 1,300 – 50 more points needed" in text


def test_a_balance_too_low_is_refused_with_the_missing_points(client, agent, member):
    reward = RewardFactory(programme=member.programme, cost=1300)
    fields = {"cost": "1300", "submission_key": str(uuid4())}
    response = client.post(url("redeem_confirm", member.pk, reward.pk), fields)
    assert response.status_code == 422
    assert "50 more points are needed" in text_of(response)
    assert not Redemption.objects.exists()


def test_a_cost_that_changed_is_shown_and_confirmed_anew(client, agent, member):
    reward = RewardFactory(programme=member.programme, cost=200)
    fields = {"cost": "100", "submission_key": str(uuid4())}
    response = client.post(url("redeem_confirm", member.pk, reward.pk), fields)
    assert response.status_code == 422
    assert "cost of this reward has changed" in text_of(response)
    assert response.context["form"]["cost"].value() == "200"


@pytest.mark.parametrize("fields", [{}, {"cost": "100"}, {"cost": "x", "submission_key": "y"}])
def test_a_damaged_confirmation_redeems_nothing(client, agent, member, fields):
    reward = RewardFactory(programme=member.programme)
    response = client.post(url("redeem_confirm", member.pk, reward.pk), fields)
    assert response.status_code == 422
    assert "The form was damaged on its way." in text_of(response)
    assert not Redemption.objects.exists()


def test_a_reward_of_another_programme_is_not_found(client, agent, member):
    assert client.get(url("redeem_confirm", member.pk, RewardFactory().pk)).status_code == 404


@pytest.fixture
def redemption(member):
    reward = RewardFactory(programme=member.programme, name_en="Mug", stock=1)
    return redeem_reward(membership=member, reward=reward, at=AT, by=None, submission_key=uuid4())


def test_the_reward_is_handed_out_once(client, agent, redemption):
    response = client.post(url("redemption_collect", redemption.pk), follow=True)
    assert "Mug is handed out." in text_of(response)
    redemption.refresh_from_db()
    assert (redemption.status, redemption.settled_by) == (RedemptionStatus.COLLECTED, agent)
    assert "Cancel redemption" not in text_of(response)
    assert client.post(url("redemption_cancel", redemption.pk), {"reason": ""}).status_code == 422


def test_cancelling_brings_points_back_with_the_reason(client, agent, redemption):
    response = client.post(url("redemption_cancel", redemption.pk), {"reason": "Changed her mind"}, follow=True)
    text = text_of(response)
    assert "the points are back" in text
    assert "Points balance 1,250" in text
    assert "Changed her mind" in text
    assert "hand nothing out" in text_of(client.post(url("redemption_collect", redemption.pk), follow=True))


# --- everywhere -----------------------------------------------------------------------------------


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
