"""The page that sets two records side by side and folds one into the other."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from customers.models import Customer, CustomerMerge, CustomField
from customers.services import MergeChoices, merge_customers, update_customer
from customers.tests.factories import CustomerFactory, InteractionFactory, PhoneFactory, TransactionFactory
from customers.tests.test_pages import form_of, text_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def pair():
    """Of the first there is more to keep; the second was kept up later."""
    first = CustomerFactory(name="Budi Santoso", email="old@example.com", city="Solo", notes="Pays in cash")
    second = CustomerFactory(name="Budi S.", email="new@example.com", notes="Rings late", tags=["vip"])
    TransactionFactory(customer=first)
    PhoneFactory(customer=first, local="81111111111")
    PhoneFactory(customer=second, local="82222222222")
    return first, second


def compare(client, first: Customer, second: Customer):
    return client.get(url("customer_merge", first.pk) + f"?with={second.pk}")


def send(client, page, first: Customer, second: Customer, **changes):
    values = {**form_of(page), "with": second.pk, **changes}
    return client.post(url("customer_merge", first.pk), values)


def guesses(page) -> dict[str, str]:
    form = page.context["form"]
    names = {str(form.first.pk): "first", str(form.second.pk): "second"}
    return {row.value.key: names[row.field.value()] for row in form.differing}


def test_the_record_with_more_to_it_is_kept_and_filled_and_newer_values_are_the_guess(client, agent, pair):
    page = compare(client, *pair)
    assert page.context["form"]["keep"].value() == str(pair[0].pk)
    assert guesses(page) == {"name": "first", "email": "second", "city": "first", "notes": "first"}


def test_each_of_the_two_can_be_told_from_the_other(client, agent, pair):
    head = compare(client, *pair).content.decode().split("compare-head")[1].split("compare-row")[0]
    numbers = [Customer.objects.get(pk=one.pk).number for one in pair]
    assert re.findall(r"P-\d+", head) == numbers


def test_what_was_chosen_is_what_the_kept_record_says(client, agent, pair):
    first, second = pair
    page = compare(client, first, second)
    answer = send(
        client, page, first, second, **{"choose-notes": "both", "choose-email": first.pk, "phones": ["82222222222"]}
    )
    assert answer.url == first.get_absolute_url()
    kept = Customer.objects.get(pk=first.pk)
    assert (kept.name, kept.email, kept.city, kept.tags) == ("Budi Santoso", "old@example.com", "Solo", ["vip"])
    assert kept.notes == "Pays in cash\n\nRings late"
    assert list(kept.phones.values_list("digits", flat=True)) == ["82222222222"]
    assert CustomerMerge.objects.get().duplicate == second


def test_the_other_record_can_be_the_one_that_stays(client, agent, pair):
    first, second = pair
    send(client, compare(client, first, second), first, second, keep=second.pk, **{"choose-name": first.pk})
    kept = Customer.objects.get(pk=second.pk)
    assert (kept.merged_into, kept.name, kept.city) == (None, "Budi Santoso", "Solo")
    assert Customer.objects.get(pk=first.pk).merged_into == kept


def test_who_merges_what_somebody_else_changed_meanwhile_sees_it_first_with_the_choices_kept(client, agent, pair):
    first, second = pair
    page = compare(client, first, second)
    update_customer(
        customer=second, expected_version=1, at=timezone.now(), by=None, city="Medan", phones=["0833333333"]
    )
    late = send(client, page, first, second, keep=second.pk, **{"choose-email": first.pk})
    assert late.status_code == 409
    form = late.context["form"]
    assert (form["keep"].value(), form["choose-email"].value()) == (str(second.pk), str(first.pk))
    assert "Medan" in text_of(late)
    assert not CustomerMerge.objects.exists()
    assert send(client, late, first, second).url == second.get_absolute_url()
    assert sorted(second.phones.values_list("digits", flat=True)) == ["81111111111", "833333333"]


def test_the_second_of_two_people_who_merge_the_same_pair_is_told(client, agent, pair):
    first, second = pair
    page = compare(client, first, second)
    send(client, page, first, second)
    again = send(client, page, first, second)
    assert again.status_code in (200, 302)
    assert CustomerMerge.objects.count() == 1


def test_an_internal_and_an_external_customer_are_refused_with_a_sentence(client, agent):
    first, second = CustomerFactory(), CustomerFactory(internal=True)
    answer = send(client, compare(client, first, second), first, second)
    assert answer.status_code == 422
    assert "An internal and an external customer can't be merged." in text_of(answer)


def test_texts_that_are_too_long_together_are_refused_at_their_field(client, agent):
    first, second = CustomerFactory(notes="x" * 3000), CustomerFactory(notes="y" * 3000)
    answer = send(client, compare(client, first, second), first, second, **{"choose-notes": "both"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["choose-notes"] == [
        "Together the two texts are longer than 4000 characters; choose one."
    ]


@pytest.mark.parametrize("value", ["nobody", "\x00", "9" * 40, "both"])
def test_a_choice_that_was_not_offered_is_refused(client, agent, pair, value):
    first, second = pair
    answer = send(client, compare(client, first, second), first, second, **{"choose-name": value})
    assert answer.status_code in (400, 422)
    assert not CustomerMerge.objects.exists()


def test_the_page_says_how_much_counts_for_the_record_that_is_kept(client, agent, pair):
    first, second = pair
    InteractionFactory(customer=second)
    TransactionFactory(customer=CustomerFactory(merged_into=first))
    assert "Transactions 2 0 Interactions 0 1" in text_of(compare(client, first, second))


def test_more_to_compare_costs_no_more_queries(client, agent, pair, django_assert_max_num_queries):
    first, second = pair
    compare(client, first, second)
    with django_assert_max_num_queries(24) as few:
        compare(client, first, second)
    for customer in pair:
        TransactionFactory.create_batch(5, customer=customer)
        PhoneFactory.create_batch(5, customer=customer)
    merge_customers(duplicate=CustomerFactory(), survivor=first, at=timezone.now())
    with django_assert_max_num_queries(len(few)):
        compare(client, first, second)


def test_undoing_says_what_somebody_changed_since_and_therefore_stays(client, agent, pair):
    first, second = pair
    choices = MergeChoices(taken=frozenset({"email", "name"}))
    merge = merge_customers(duplicate=second, survivor=first, at=timezone.now(), choices=choices)
    kept = Customer.objects.get(pk=first.pk)
    update_customer(customer=kept, expected_version=kept.version, at=timezone.now(), by=agent, name="Budi Harto")
    page = client.post(url("merge_undo", merge.pk), follow=True)
    assert page.context["customer"] == second
    assert "Somebody changed this in Budi Harto since the merge, so it stays as it is now: Full name." in text_of(page)
    assert Customer.objects.get(pk=first.pk).email == "old@example.com"


def test_a_merge_older_than_thirty_days_offers_no_undo(client, agent, pair):
    first, second = pair
    merge = merge_customers(duplicate=second, survivor=first, at=timezone.now() - timedelta(days=31))
    assert url("merge_undo", merge.pk) not in client.get(first.get_absolute_url()).content.decode()
    refused = client.post(url("merge_undo", merge.pk), follow=True)
    assert "A merge can be undone within 30 days." in text_of(refused)


def test_what_was_typed_into_a_record_that_was_merged_meanwhile_stays_in_sight(client, agent, pair):
    first, second = pair
    page = client.get(url("customer_edit", second.pk))
    merge_customers(duplicate=second, survivor=first, at=timezone.now())
    answer = client.post(url("customer_edit", second.pk), form_of(page, address="Jl. Melati 3"))
    assert answer.status_code == 409
    assert answer.context["form"]["address"].value() == "Jl. Melati 3"
    assert first.get_absolute_url() in answer.content.decode()


def test_without_another_record_the_page_offers_who_may_be_the_same(client, agent):
    first, second = PhoneFactory(customer__name="Budi Santoso").customer, CustomerFactory(name="Budi Santoso")
    assert second.number in text_of(client.get(url("customer_merge", first.pk)))
    assert "That customer can't be chosen" in text_of(client.get(url("customer_merge", first.pk) + f"?with={first.pk}"))


def test_further_fields_are_compared_by_their_label_and_in_their_words(client, agent):
    CustomField.objects.create(key="room", label_en="Wish for the room", label_id="Permintaan kamar", type="yes_no")
    first, second = CustomerFactory(custom_values={"room": True}), CustomerFactory(custom_values={"room": False})
    page = compare(client, first, second)
    assert "Wish for the room Yes No" in text_of(page)
    send(client, page, first, second, **{"choose-custom_values.room": second.pk})
    assert Customer.objects.get(pk=first.pk).custom_values == {"room": False}
