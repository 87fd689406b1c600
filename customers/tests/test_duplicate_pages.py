"""The review queue of possible duplicates."""

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer, DuplicatePair
from customers.tests.factories import CustomerFactory, PhoneFactory, TransactionFactory, UserFactory
from customers.tests.test_pages import form_of, text_of

pytestmark = pytest.mark.django_db
QUEUE = reverse("customers:duplicate_review")
DISMISS = reverse("customers:duplicate_dismiss")


def paired(score: int = 50, reasons: list[str] | None = None, **values) -> DuplicatePair:
    first, second = CustomerFactory(**values), CustomerFactory(**values)
    return DuplicatePair.objects.create(lower=first, higher=second, score=score, reasons=reasons or ["name", "city"])


def shown(page) -> list[int]:
    return [one.pair.pk for one in page.context["pairs"]]


def test_the_best_pairs_come_first_and_a_reason_narrows_the_queue(client, agent):
    low, high = paired(40), paired(95, ["phone", "name"])
    assert shown(client.get(QUEUE)) == [high.pk, low.pk]
    assert shown(client.get(QUEUE + "?reason=phone")) == [high.pk]
    assert shown(client.get(QUEUE + "?reason=nonsense")) == [high.pk, low.pk]


def test_a_pair_is_shown_side_by_side_with_what_differs_and_what_is_linked(client, agent):
    pair = paired(name="Budi Santoso")
    Customer.objects.filter(pk=pair.higher_id).update(name="Budi Santosa")
    PhoneFactory(customer=pair.lower, local="81234567890")
    TransactionFactory(customer=pair.lower)
    page = client.get(QUEUE)
    assert "Transactions 1 0" in text_of(page)
    assert "Budi Santos<mark>o</mark>" in page.content.decode()
    assert "<mark>081234567890</mark>" in page.content.decode()


def test_a_folded_record_waits_in_no_queue(client, agent):
    pair = paired()
    Customer.objects.filter(pk=pair.lower_id).update(merged_into=CustomerFactory())
    assert shown(client.get(QUEUE)) == []


def test_not_the_same_leaves_a_line_to_take_it_back(client, agent):
    pair = paired()
    left = client.post(DISMISS, {"pair": pair.pk}, headers={"HX-Request": "true"})
    reopen = reverse("customers:duplicate_reopen", args=[pair.pk])
    assert reopen in left.content.decode()
    assert shown(client.get(QUEUE)) == []
    assert shown(client.get(QUEUE + "?status=dismissed")) == [pair.pk]
    assert f'id="pair-{pair.pk}"' in client.post(reopen, headers={"HX-Request": "true"}).content.decode()
    assert shown(client.get(QUEUE)) == [pair.pk]


def test_several_ticked_pairs_are_decided_at_once_and_nothing_ticked_is_said(client, agent):
    pairs = [paired() for _ in range(3)]
    done = client.post(DISMISS, {"pair": [pairs[0].pk, pairs[2].pk]}, follow=True)
    assert "2 pairs are not the same." in text_of(done)
    assert shown(client.get(QUEUE)) == [pairs[1].pk]
    assert "Choose at least one pair" in text_of(client.post(DISMISS, {"pair": ["x", "9" * 30]}, follow=True))


def test_merging_from_the_queue_leads_back_to_it(client, agent):
    pair = paired()
    address = reverse("customers:customer_merge", args=[pair.lower_id])
    page = client.get(f"{address}?with={pair.higher_id}&queue=1")
    values = {**form_of(page), "with": pair.higher_id, "queue": 1}
    back = client.post(address, values, follow=True)
    assert back.redirect_chain[-1][0] == QUEUE
    assert "For 30 days it can be undone there." in text_of(back)
    assert shown(back) == []


def test_the_customers_page_names_open_pairs_and_leads_to_them(client, agent):
    pair, other = paired(), paired()
    page = client.get(pair.lower.get_absolute_url())
    assert f"{QUEUE}?customer={pair.lower_id}" in page.content.decode()
    assert shown(client.get(f"{QUEUE}?customer={pair.lower_id}")) == [pair.pk]
    DuplicatePair.objects.filter(pk=other.pk).update(status="dismissed", decided_at=timezone.now())
    assert QUEUE not in client.get(other.lower.get_absolute_url()).content.decode()


def test_more_pairs_cost_no_more_queries(client, agent, django_assert_max_num_queries):
    paired(custom_values={"a": 1})
    client.get(QUEUE)
    with django_assert_max_num_queries(30) as few:
        client.get(QUEUE)
    for number in range(9):
        PhoneFactory(customer=paired(custom_values={"a": number}).lower)
    with django_assert_max_num_queries(len(few)):
        assert len(shown(client.get(QUEUE))) == 10


def test_a_manager_starts_a_search_and_an_agent_may_not(client, agent):
    address = reverse("customers:duplicate_scan")
    assert client.post(address).status_code == 403
    client.force_login(UserFactory(manager=True))
    assert client.post(address).url == client.post(address).url
    assert "/jobs/" in client.post(address).url


def test_empty_queues_teach(client, agent):
    assert "The registry has not been searched yet." in text_of(client.get(QUEUE))
    assert "can be taken back" in text_of(client.get(QUEUE + "?status=dismissed"))
