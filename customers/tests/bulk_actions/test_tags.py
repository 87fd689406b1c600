"""Tags put on many customers and taken off."""

import pytest

from customers.models import Customer, Tag
from customers.tests.bulk_actions.asking import ask, do, preview, stored, undone
from customers.tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db


def test_tags_are_added_and_taken_off_in_one_spelling_and_given_back(client, agent):
    Tag.objects.create(name="VIP")
    plain, tagged = CustomerFactory(tags=["old"]), CustomerFactory(tags=["VIP"])
    answer = ask(client, "tags", plain, tagged, add="vip, Hotel", remove="OLD")
    assert preview(answer) == (2, {})
    job = do(client, "tags", plain, tagged, add="vip, Hotel", remove="old")
    assert job.title == "Tags +VIP +Hotel −old: 2 customers"  # noqa: RUF001
    assert [stored(plain).tags, stored(tagged).tags] == [["VIP", "Hotel"], ["VIP", "Hotel"]]
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Hotel", "VIP"]
    undone(job, agent)
    assert [stored(plain).tags, stored(tagged).tags] == [["old"], ["VIP"]]


def test_the_page_of_the_work_leads_back_to_the_list_as_it_was_narrowed(client, agent):
    CustomerFactory(city="Solo")
    job = do(client, "tags", query="city=Solo", add="vip")
    assert job.result_url == "/customers/?city=Solo"
    assert undone(job, agent).result_url == "/customers/?city=Solo"


def test_tags_taken_off_by_hand_meanwhile_are_not_put_back(client, agent):
    one, two = CustomerFactory.create_batch(2)
    job = do(client, "tags", one, two, add="a, b")
    Customer.objects.filter(pk=one.pk).update(tags=["a"])
    job = undone(job, agent)
    assert [stored(one).tags, stored(two).tags] == [["a"], []]
    assert "1 was changed again" in job.message


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"add": ""}, "Enter at least one tag"),
        ({"add": "x" * 41}, "at most 40 characters"),
        ({"add": "vip", "remove": "VIP, a"}, "can&#x27;t be added and taken off"),
        ({"add": "v\x00ip"}, "can&#x27;t be stored"),
    ],
)
def test_a_wrong_tag_is_named(client, agent, form, sentence):
    Tag.objects.create(name="vip")
    answer = ask(client, "tags", CustomerFactory(), confirmed="1", **form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
