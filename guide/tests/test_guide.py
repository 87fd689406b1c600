"""The guide beside the work: what fits whom, who may change it, and which advice works."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from accounts.tests.factories import UserFactory
from common.errors import AppError, StaleRecord
from customers.enums import PartyType
from customers.services import merge_customers, undo_merge
from customers.tests.factories import CustomerFactory
from guide import queries, services
from guide.enums import Character, Group, Topic
from guide.models import AdviceFeedback, CharacterMark, GuideEntry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture
def agent():
    return UserFactory(language="en", full_name="Ayu Lestari")


@pytest.fixture
def client(client, agent):
    client.force_login(agent)
    return client


def marked(customer) -> list[str]:
    return sorted(queries.marks_of(customer.record_ids).values_list("character", flat=True))


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_delivered_entry_is_complete_in_both_languages(language):
    with override(language):
        for entry in GuideEntry.objects.all():
            assert entry.title
            assert entry.about
            assert len(entry.advice) >= 2, entry
    assert {entry.key for entry in GuideEntry.objects.filter(topic=Topic.CHARACTER)} == set(Character.values)
    assert {entry.key for entry in GuideEntry.objects.filter(topic=Topic.GROUP)} == set(Group.values)
    assert GuideEntry.objects.filter(topic=Topic.TRAIT).count() == 10
    assert GuideEntry.objects.filter(topic=Topic.ENGAGEMENT).count() == 5


@pytest.mark.parametrize(
    ("values", "group"),
    [
        ({"birth_date": date(2008, 3, 3)}, Group.TEENAGER),
        ({"birth_date": date(2008, 3, 2), "salutation": "mrs"}, Group.WOMAN),
        ({"birth_date": date(1990, 1, 1), "salutation": "mr"}, Group.MAN),
        ({"birth_date": date(1966, 3, 2), "salutation": "mr"}, Group.ELDERLY),
        ({"birth_date": date(1966, 3, 3), "salutation": "mr"}, Group.MAN),
        ({"birth_date": date(1990, 1, 1)}, None),
        ({"birth_date": date(1990, 1, 1), "salutation": "kak"}, None),
        ({"salutation": "mr"}, None),
        ({"birth_date": date(1990, 1, 1), "salutation": "mr", "party_type": PartyType.ORGANISATION}, None),
    ],
)
def test_the_group_is_derived_where_it_is_known_and_never_guessed(values, group):
    assert queries.group_of(CustomerFactory.build(**values), TODAY) == group


def test_the_fitting_advice_stands_beside_the_customer_and_the_complaint_form(client, agent):
    customer = CustomerFactory(name="Budi", birth_date=date(1950, 1, 1))
    services.set_characters(customer=customer, characters=["impatient"], by=agent, at=NOW)
    for address in (customer.get_absolute_url(), reverse("customers:customer_card", args=[customer.pk])):
        page = text_of(client.get(address))
        assert "Report before you are asked" in page, address
        assert "Respect experience" in page
        assert "Write all requests down" not in page


def test_what_managers_switch_off_is_shown_to_nobody_but_them(client, agent):
    customer = CustomerFactory()
    services.set_characters(customer=customer, characters=["impatient"], by=agent, at=NOW)
    GuideEntry.objects.filter(key="impatient").update(is_active=False)
    assert "Report before you are asked" not in text_of(client.get(customer.get_absolute_url()))
    assert "Report before you are asked" not in text_of(client.get("/guide/"))
    client.force_login(UserFactory(manager=True, language="en"))
    assert "Report before you are asked" in text_of(client.get("/guide/"))


def test_marks_are_dated_for_review_and_marking_again_reviews_them(agent):
    customer = CustomerFactory()
    services.set_characters(customer=customer, characters=["quiet", "hesitant"], by=agent, at=NOW)
    mark = CharacterMark.objects.get(character="quiet")
    assert (mark.review_on, mark.is_due(mark.review_on - timedelta(days=1)), mark.is_due(mark.review_on)) == (
        TODAY + services.REVIEW_AFTER,
        False,
        True,
    )
    later = NOW + timedelta(days=200)
    services.set_characters(customer=customer, characters=["quiet"], by=agent, at=later)
    mark.refresh_from_db()
    assert (mark.marked_at, mark.review_on) == (NOW, TODAY + timedelta(days=200) + services.REVIEW_AFTER)
    assert marked(customer) == ["quiet"]
    assert CharacterMark.objects.get(character="hesitant").ended_at == later


def test_a_mark_follows_a_merge_and_comes_back_with_its_undoing(agent):
    one, two = CustomerFactory(), CustomerFactory()
    services.set_characters(customer=two, characters=["quiet"], by=agent, at=NOW)
    merge = merge_customers(duplicate=two, survivor=one, at=NOW, by=agent)
    assert marked(type(one).objects.get(pk=one.pk)) == ["quiet"]
    undo_merge(merge=merge, at=NOW, by=agent)
    assert (marked(type(one).objects.get(pk=one.pk)), marked(type(two).objects.get(pk=two.pk))) == ([], ["quiet"])


def test_unknown_words_and_closed_records_are_refused(agent):
    customer = CustomerFactory()
    with pytest.raises(AppError):
        services.set_characters(customer=customer, characters=["stupid"], by=agent, at=NOW)
    customer.merged_into = CustomerFactory()
    customer.save()
    with pytest.raises(AppError):
        services.set_characters(customer=customer, characters=["quiet"], by=agent, at=NOW)
    assert CharacterMark.objects.count() == 0


def test_the_last_word_of_the_day_counts_and_a_share_needs_ten_of_them(client, agent):
    customer, entry = CustomerFactory(), GuideEntry.objects.get(topic="character", key="quiet")
    address = reverse("guide:entry_feedback", args=[entry.pk])
    for answer in ("no", "yes", "yes"):
        client.post(address, {"customer": customer.pk, "helped": answer, "next": customer.get_absolute_url()})
    assert list(AdviceFeedback.objects.values_list("has_helped", flat=True)) == [True]
    assert [(f.helped, f.said, f.share) for f in queries.advice_figures()] == [(1, 1, None)]
    for place in range(9):
        services.note_feedback(
            entry=entry, customer=None, has_helped=place < 6, by=UserFactory(), on=TODAY + timedelta(days=place)
        )
    assert [(f.helped, f.said, f.share) for f in queries.advice_figures()] == [(7, 10, 0.7)]


def test_feedback_leads_back_to_our_own_pages_only(client):
    entry = GuideEntry.objects.first()
    answer = client.post(
        reverse("guide:entry_feedback", args=[entry.pk]), {"helped": "yes", "next": "https://evil.example/"}
    )
    assert answer["Location"] == entry.get_absolute_url()


def test_managers_write_the_guide_and_two_of_them_lose_nothing(client):
    client.force_login(UserFactory(manager=True, language="en"))
    entry = GuideEntry.objects.get(topic="character", key="quiet")
    values = {
        "version": 1, "title_id": "Pendiam", "title_en": "Calm", "about_id": "", "about_en": "",
        "advice_id": "Tunggu", "advice_en": "Wait\nListen", "position": 0, "is_active": "on",
    }  # fmt: skip
    address = reverse("guide:entry_edit", args=[entry.pk])
    assert client.post(address, values).status_code == 302
    assert client.post(address, {**values, "title_en": "Silent"}).status_code == 409
    entry.refresh_from_db()
    assert (entry.title_en, entry.topic, entry.version) == ("Calm", "character", 2)
    with override("en"):
        assert entry.advice == ["Wait", "Listen"]
    with pytest.raises(StaleRecord):
        services.save_entry(entry=entry, expected_version=1, title_en="Other")


def test_a_delivered_entry_is_never_deleted_and_one_of_our_own_is(client):
    client.force_login(UserFactory(manager=True, language="en"))
    delivered = GuideEntry.objects.first()
    own = services.save_entry(topic="trait", title_id="Baru", title_en="New", advice_id="Ya", advice_en="Yes")
    for entry in (delivered, own):
        client.post(reverse("guide:entry_delete", args=[entry.pk]))
    assert GuideEntry.objects.filter(pk=delivered.pk).exists()
    assert not GuideEntry.objects.filter(pk=own.pk).exists()


def test_the_panel_costs_the_same_for_one_mark_and_for_all(client, agent):
    counts = []
    for characters in (["quiet"], Character.values):
        customer = CustomerFactory()
        services.set_characters(customer=customer, characters=list(characters), by=agent, at=NOW)
        with CaptureQueriesContext(
            connection,
        ) as queries_made:
            client.get(reverse("customers:customer_card", args=[customer.pk]))
        counts.append(len(queries_made))
    assert counts[0] == counts[1]
