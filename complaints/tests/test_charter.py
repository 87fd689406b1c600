"""The service charter: our words in both languages, the rules in force, and how we do if we dare to show it."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from complaints.models import CharterVersion
from complaints.tests.factories import ComplaintFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    cache.clear()
    client.force_login(UserFactory(manager=True, language="en"))
    return client


def words(**changes):
    return {"version": 0, "vision_id": "Kami mendengar.", "vision_en": "We listen.", "promise_id": "", "promise_en": "",
            "channels_id": "", "channels_en": "", **changes}  # fmt: skip


def public(client, language="en") -> str:
    return client.get(f"/charter/?lang={language}").content.decode()


def test_what_managers_publish_is_read_by_everybody_in_their_language(manager):
    manager.post("/handling/charter/", words())
    assert ("We listen." in public(manager), "Kami mendengar." in public(manager, "id")) == (True, True)
    assert "BPKN" in public(manager)


def test_every_version_is_kept_and_the_same_words_make_none(manager):
    for changes in ({}, {"vision_en": "We learn."}, {"vision_en": "We learn."}):
        manager.post("/handling/charter/", words(**changes, version=CharterVersion.current().pk or 0))
    first, second = CharterVersion.objects.order_by("pk")
    assert ("We learn." in public(manager), "We listen." in public(manager)) == (True, False)
    assert "We listen." in manager.get(f"/handling/charter/{first.pk}/?lang=en").content.decode()
    assert "We learn." in manager.get(f"/handling/charter/{second.pk}/?lang=en").content.decode()


def test_two_managers_do_not_overwrite_each_other(manager):
    manager.post("/handling/charter/", words())
    late = manager.post("/handling/charter/", words(vision_en="We know better."))
    assert (late.status_code, "We know better." in late.content.decode()) == (409, True)
    assert CharterVersion.objects.count() == 1


def test_the_measured_performance_is_shown_only_when_it_is_chosen_and_there_is_enough(manager):
    at = timezone.now()
    for number in range(12):
        ComplaintFactory(
            closed=True, received_at=at - timedelta(days=3), first_response_at=at - timedelta(days=3, hours=-2),
            resolved_at=at - timedelta(days=1), due_at=at - timedelta(days=0 if number < 9 else 2),
        )  # fmt: skip
    manager.post("/handling/charter/", words())
    assert "75%" not in public(manager)
    manager.post("/handling/charter/", words(shows_performance="on", version=CharterVersion.current().pk))
    page = public(manager)
    assert [word in page for word in ("75%", "2.0 hours", "too few to tell")] == [True, True, True]


def test_the_page_is_small_and_has_no_script(client):
    page = public(client)
    assert "<script" not in page
    assert len(page) < 10_000


def test_the_page_leads_to_those_rules_only_that_its_reader_may_open(manager):
    page = manager.get("/handling/charter/").content.decode()
    addresses = set(re.findall(r'href="(/handling/[a-z/-]+)"', page))
    assert addresses
    assert {manager.get(address).status_code for address in addresses} == {200}
