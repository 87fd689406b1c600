"""Tags: one spelling each, proposed while typing, renamed, merged and deleted for everybody at once."""

import re
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from accounts.services import save_view
from common.errors import AppError
from customers import services
from customers.models import Customer, Tag
from customers.segments import customers_in
from customers.services import merge_customers
from customers.services.tags import register_tags, tidy_tags
from customers.tests.factories import CustomerFactory
from jobs import services as jobs
from jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def tags_of(customer) -> list[str]:
    return Customer.objects.get(pk=customer.pk).tags


def names() -> list[str]:
    return list(Tag.objects.values_list("name", flat=True))


def finish() -> Job:
    return jobs.run_job(Job.objects.latest("pk"))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (["  Hotel   Bintang 5 "], ["Hotel Bintang 5"]),
        (["vip", "VIP", ""], ["vip"]),
        (["a,b", "e\u0301\u200b"], ["a b", "\u00e9"]),
    ],
)
def test_tags_are_tidied(typed, stored):
    assert tidy_tags(typed) == stored


@pytest.mark.parametrize("typed", [["x" * 41], [f"tag {number}" for number in range(51)]])
def test_too_long_or_too_many_are_refused(typed):
    with pytest.raises(AppError):
        tidy_tags(typed)


def test_whoever_types_a_tag_gets_the_spelling_of_the_first():
    at = timezone.now()
    assert register_tags(texts=["VIP"], at=at, by=None) == ["VIP"]
    assert register_tags(texts=["vip", "Hotel"], at=at, by=None) == ["VIP", "Hotel"]
    assert names() == ["Hotel", "VIP"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(name="hotel")


def test_the_form_of_a_customer_keeps_tags_and_names_what_is_wrong(client, manager):
    Tag.objects.create(name="VIP")
    sent = {"submission_key": uuid4(), "name": "Ana", "party_type": "individual", "kind": "external", "language": "id",
            "buyer_role": "both", "phones": [""], "tags": "vip, Hotel"}  # fmt: skip
    client.post("/customers/new/", sent)
    customer = Customer.objects.get()
    assert customer.tags == ["VIP", "Hotel"]
    page = client.get(f"/customers/{customer.pk}/edit/").content.decode()
    assert 'value="VIP, Hotel"' in page
    assert 'href="/customers/?tags=VIP"' in client.get(customer.get_absolute_url()).content.decode()
    answer = client.post("/customers/new/", {**sent, "submission_key": uuid4(), "tags": "x" * 41})
    assert answer.status_code == 422
    assert "at most 40 characters" in answer.content.decode()


def test_known_tags_are_proposed_for_what_stands_after_the_last_comma(client, manager):
    for name in ("Hotel", "Hostel", "Grand hotel", "VIP"):
        Tag.objects.create(name=name)

    def options(query: str) -> list[str]:
        page = client.get("/customers/tag-suggestions/", {"add": query}).content.decode()
        return re.findall(r'value="([^"]*)"', page)

    assert options("ho") == ["Hostel", "Hotel", "Grand hotel"]
    assert options("VIP, hot") == ["VIP, Hotel", "VIP, Grand hotel"]
    assert options("hotel, ho") == ["hotel, Hostel", "hotel, Grand hotel"]
    assert options("100%_\\") == []


def test_a_new_name_reaches_every_customer_and_the_old_word_goes_on_meaning_it(client, manager):
    tag = Tag.objects.create(name="vip")
    one, two, other = CustomerFactory(tags=["a", "vip"]), CustomerFactory(tags=["vip"]), CustomerFactory(tags=["a"])
    view = save_view(owner=manager, list_key="customers", name="V", query="tags=vip", at=timezone.now())
    client.post(f"/customers/tags/{tag.pk}/", {"name": "Important"})
    job = finish()
    assert job.message == "2 customers were changed."
    assert [tags_of(customer) for customer in (one, two, other)] == [["a", "Important"], ["Important"], ["a"]]
    assert names() == ["Important"]
    assert set(customers_in(view)) == {one, two}
    assert register_tags(texts=["VIP"], at=timezone.now(), by=None) == ["Important"]
    jobs.run_job(jobs.undo_job(job=job, by=manager, at=timezone.now()))
    assert [tags_of(customer) for customer in (one, two, other)] == [["a", "vip"], ["vip"], ["a"]]
    assert names() == ["vip"]
    assert set(customers_in(view)) == {one, two}


def test_other_capitals_are_a_new_name_too(manager):
    customer = CustomerFactory(tags=["vip"])
    services.rename_tag(tag=Tag.objects.create(name="vip"), name="VIP", by=manager, at=timezone.now())
    job = finish()
    assert (tags_of(customer), names(), Tag.objects.get().aliases) == (["VIP"], ["VIP"], [])
    jobs.run_job(jobs.undo_job(job=job, by=manager, at=timezone.now()))
    assert (tags_of(customer), names()) == (["vip"], ["vip"])


def test_the_name_of_another_tag_merges_the_two_and_can_be_taken_apart(client, manager):
    old, target = Tag.objects.create(name="bintang lima"), Tag.objects.create(name="5 stars")
    one, both = CustomerFactory(tags=["bintang lima"]), CustomerFactory(tags=["5 stars", "bintang lima"])
    client.post(f"/customers/tags/{old.pk}/", {"name": "5 STARS"})
    job = finish()
    assert [tags_of(one), tags_of(both), names()] == [["5 stars"], ["5 stars"], ["5 stars"]]
    target.refresh_from_db()
    assert target.aliases == ["bintang lima"]
    jobs.run_job(jobs.undo_job(job=job, by=manager, at=timezone.now()))
    assert [tags_of(one), tags_of(both)] == [["bintang lima"], ["5 stars", "bintang lima"]]
    assert names() == ["5 stars", "bintang lima"]


def test_a_deleted_tag_leaves_everybody_and_comes_back(client, manager):
    tag = Tag.objects.create(name="vip")
    customer = CustomerFactory(tags=["a", "vip"])
    client.post(f"/customers/tags/{tag.pk}/delete/")
    job = finish()
    assert (tags_of(customer), names()) == (["a"], [])
    jobs.run_job(jobs.undo_job(job=job, by=manager, at=timezone.now()))
    assert (tags_of(customer), names()) == (["a", "vip"], ["vip"])


def test_the_page_of_tags_says_how_many_have_each(client, manager):
    for name in ("vip", "Alpha"):
        Tag.objects.create(name=name)
    survivor = CustomerFactory(tags=["vip"])
    merge_customers(duplicate=CustomerFactory(tags=["vip"]), survivor=survivor, at=timezone.now())
    rows = [(tag.name, count) for tag, count, _is_more in client.get("/customers/tags/").context["rows"]]
    assert rows == [("Alpha", 0), ("vip", 1)]


def test_what_imports_wrote_is_registered_and_spelt_as_known(manager):
    Tag.objects.create(name="VIP", aliases=["very important"])
    one, two = CustomerFactory(tags=["vip", "new"]), CustomerFactory(tags=["Very Important", "NEW", "new"])
    assert services.adopt_tags(at=timezone.now()) == 4
    for job in Job.objects.all():
        jobs.run_job(job)
    assert names()[1:] == ["VIP"]
    assert sorted(tags_of(one)) == sorted(tags_of(two)) == sorted([names()[0], "VIP"])
    assert services.adopt_tags(at=timezone.now()) == 0


def test_renaming_to_nothing_or_itself_does_nothing(manager):
    tag = Tag.objects.create(name="vip")
    assert services.rename_tag(tag=tag, name=" vip ", by=manager, at=timezone.now()) is None
    with pytest.raises(AppError):
        services.rename_tag(tag=tag, name=" , ", by=manager, at=timezone.now())
    assert not Job.objects.exists()
