"""Adding a customer and changing one."""

import pytest

from customers.models import Customer
from customers.tests.factories import (
    CustomerFactory,
    PhoneFactory,
)
from customers.tests.pages import form_of, new_customer, text_of, url

pytestmark = pytest.mark.django_db


def test_a_customer_is_added_once_however_often_the_form_is_sent(client, agent):
    values = new_customer()
    first, second = client.post(url("customer_create"), values), client.post(url("customer_create"), values)
    customer = Customer.objects.get()
    assert first.url == second.url == customer.get_absolute_url()
    assert (customer.created_by, customer.phones.get().e164) == (agent, "+6281234567890")


def test_a_phone_number_typed_twice_is_kept_once(client, agent):
    client.post(url("customer_create"), new_customer(phones=["0812-3456-7890", "+62 812 3456 7890", "021 555 0123"]))
    assert Customer.objects.get().phones.count() == 2


def test_another_phone_row_is_added_without_script_and_without_judging_the_form(client, agent):
    response = client.post(url("customer_create"), new_customer(name="", add_phones="1", phones=["1", "2", "3"]))
    assert response.content.decode().count('name="phones"') == 4
    assert "There is a problem" not in text_of(response)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "a\x00b"}, "This text contains a character that can't be stored."),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"phones": ["abc"]}, "“abc” is no phone number"),
        ({"phones": ["0812\x003456"]}, "This text contains a character that can't be stored."),
        ({"phones": ["0" * 41]}, "Enter a phone number of at most 40 characters."),
        ({"email": "budi@"}, "Enter a valid email address."),
        ({"birth_date": "31-02-1990"}, "Enter a date like 31-12-2026."),
        ({"birth_date": "01-01-2190"}, "The date of birth must lie between 1900 and today."),
        ({"kind": "internal"}, "Choose the department this internal customer belongs to."),
        ({"kind": "martian"}, "Select a valid choice."),
        ({"department": "99999999999999999999999"}, "Select a valid choice."),
        ({"submission_key": "not-a-key"}, "The form was damaged on its way."),
    ],
)
def test_bad_input_is_refused_at_its_field_and_what_was_typed_is_kept(client, agent, fields, sentence):
    response = client.post(url("customer_create"), new_customer(notes="typed with care 😀", **fields))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "typed with care 😀" in response.content.decode()
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "name", ["Sukarno", 'O\'Brien "Bo" <b>', "😀", "אבג", "李", "R'; DROP TABLE customers_customer; --"]
)
def test_any_name_that_people_have_is_stored_and_shown_as_typed(client, agent, name):
    page = client.post(url("customer_create"), new_customer(name=name), follow=True)
    assert Customer.objects.get().name == name
    assert page.context["customer"].name == name
    assert "<b>" not in page.content.decode()


def test_a_search_without_hits_prefills_the_form(client, agent):
    assert 'value="Rani"' in client.get(f"{url('customer_create')}?name=Rani").content.decode()
    assert 'value="0812 3456"' in client.get(f"{url('customer_create')}?name=0812 3456").content.decode()


def test_a_likely_duplicate_is_hinted_at_while_typing_and_never_in_the_way(client, agent):
    PhoneFactory(customer__name="Budi Santoso", local="81234567890")
    hint = client.get(url("duplicate_hints"), {"name": "Someone", "phones": ["", "+62 812-3456-7890"]})
    assert "Budi Santoso" in text_of(hint)
    assert "same phone number" in text_of(hint)
    assert text_of(client.get(url("duplicate_hints"), {"name": "", "phones": "??", "exclude": "x" * 50})) == ""
    assert client.post(url("customer_create"), new_customer()).status_code == 302


def test_two_editors_see_both_versions_and_nothing_is_lost(client, agent):
    customer = CustomerFactory(name="Rani", city="Solo")
    mine = client.get(url("customer_edit", customer.pk))
    client.post(url("customer_edit", customer.pk), form_of(mine, name="Rani Putri", phones=["021 555 0123"]))
    late = client.post(url("customer_edit", customer.pk), form_of(mine, name="Rani Dewi", phones=["0812 3456 7890"]))
    assert late.status_code == 409
    page = text_of(late)
    for words in ("Somebody else changed this meanwhile", "Rani Putri", "Rani Dewi", "021 555 0123", "0812 3456 7890"):
        assert words in page
    saved = client.post(url("customer_edit", customer.pk), form_of(late, phones=["0812 3456 7890"]))
    assert saved.status_code == 302
    customer.refresh_from_db()
    assert (customer.name, customer.version) == ("Rani Dewi", 3)
