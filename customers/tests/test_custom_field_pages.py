"""Further fields on the screens: settings, the customer's form and page, and what changes with the kind."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import Customer, CustomField
from customers.services import update_customer
from customers.tests.factories import CustomerFactory, CustomFieldFactory, DepartmentFactory
from customers.tests.pages import text_of, url

pytestmark = pytest.mark.django_db


def boxes(response) -> list[str]:
    """Names of the further fields that a page asks for, in order."""
    return list(dict.fromkeys(re.findall(r'name="(custom_(?!asked)\w+)"', response.content.decode())))


def sent(asked: str = "", **fields) -> dict:
    return {
        "submission_key": uuid.uuid4(), "name": "Rani Wijaya", "party_type": "individual", "kind": "external",
        "language": "id", "buyer_role": "both", "phones": ["0812-3456-7890", ""], "custom_asked": asked, **fields,
    }  # fmt: skip


@pytest.fixture
def fields():
    CustomFieldFactory(key="wish", label_en="Room wish")
    CustomFieldFactory(key="view", label_en="View", type="choice", options=["sea", "garden"])
    CustomFieldFactory(key="tax", label_en="Tax number", party_types=["organisation"], is_required=True)
    CustomFieldFactory(key="shift", label_en="Shift", kind="internal")
    CustomFieldFactory(key="gone", is_active=False)


# --- the customer's form ----------------------------------------------------------------------------------------------
def test_the_form_asks_what_this_kind_and_type_of_customer_is_asked(client, agent, fields):
    assert boxes(client.get(url("customer_create"))) == ["custom_wish", "custom_view"]
    firm = CustomerFactory(organisation=True)
    assert boxes(client.get(url("customer_edit", firm.pk))) == ["custom_wish", "custom_view", "custom_tax"]


def test_choosing_another_kind_brings_its_fields_and_keeps_what_was_typed(client, agent, fields):
    answer = client.post(url("custom_fields"), sent("wish view", party_type="organisation", custom_wish="High up"))
    assert boxes(answer) == ["custom_wish", "custom_view", "custom_tax"]
    assert 'value="High up"' in answer.content.decode()
    assert "must be" not in text_of(answer)
    without_script = client.post(url("customer_create"), sent("wish view", kind="internal", switch_kind="1"))
    assert boxes(without_script) == ["custom_wish", "custom_view", "custom_shift"]
    assert not Customer.objects.exists()


def test_what_is_typed_is_stored_and_shown_on_the_page(client, agent, fields):
    response = client.post(url("customer_create"), sent("wish view", custom_wish=" High  up ", custom_view="sea"))
    customer = Customer.objects.get()
    assert response["Location"] == customer.get_absolute_url()
    assert customer.custom_values == {"wish": "High up", "view": "sea"}
    page = text_of(client.get(response["Location"]))
    assert "Room wish High up View Sea" in page


def test_a_wrong_or_missing_value_is_named_and_nothing_typed_is_lost(client, agent, fields):
    CustomFieldFactory(key="age", label_en="Age of the contract", type="integer", maximum="99")
    response = client.post(
        url("customer_create"),
        sent("wish view tax age", party_type="organisation", custom_wish="High up", custom_age="1000"),
    )
    assert response.status_code == 422
    assert "Age of the contract: Enter 99 or less." in text_of(response)
    assert "Tax number: This field is required." in text_of(response)
    assert 'value="High up"' in response.content.decode()
    assert not Customer.objects.exists()


def test_switching_the_type_while_sending_asks_for_what_is_missing_and_clears_nothing(client, agent, fields):
    customer = CustomerFactory(custom_values={"tax": "09.254", "view": "sea"})
    unseen = sent("wish view", party_type="organisation", version=1, custom_view="sea")
    assert client.post(url("customer_edit", customer.pk), unseen).status_code == 302
    customer.refresh_from_db()
    assert customer.custom_values == {"tax": "09.254", "view": "sea"}
    Customer.objects.filter(pk=customer.pk).update(custom_values={})
    response = client.post(url("customer_edit", customer.pk), {**unseen, "version": 2})
    assert response.status_code == 422
    assert "custom_tax" in boxes(response)
    assert "“Tax number” must be answered." in text_of(response)


def test_emptying_a_box_takes_the_value_away(client, agent, fields):
    customer = CustomerFactory(custom_values={"wish": "High up", "gone": "stays"})
    client.post(url("customer_edit", customer.pk), sent("wish view", version=1, custom_wish="", custom_view=""))
    customer.refresh_from_db()
    assert customer.custom_values == {"gone": "stays"}


def test_a_retired_choice_stays_with_those_who_have_it(client, agent, fields):
    field = CustomField.objects.get(key="view")
    field.choices.filter(value="sea").update(is_active=False)
    CustomField.objects.filter(pk=field.pk).update(version=2)
    customer = CustomerFactory(custom_values={"view": "sea"})
    assert '<option value="sea"' not in client.get(url("customer_create")).content.decode()
    assert '<option value="sea" selected>' in client.get(url("customer_edit", customer.pk)).content.decode()
    client.post(url("customer_edit", customer.pk), sent("wish view", version=1, custom_view="sea", custom_wish="x"))
    customer.refresh_from_db()
    assert customer.custom_values == {"view": "sea", "wish": "x"}


def test_two_editors_see_both_answers(client, agent, fields):
    customer = CustomerFactory(custom_values={"view": "sea"})
    update_customer(customer=customer, expected_version=1, at=timezone.now(), by=agent, custom={"view": "garden"})
    response = client.post(
        url("customer_edit", customer.pk), sent("wish view", name=customer.name, version=1, custom_view="sea")
    )
    assert response.status_code == 409
    assert "View Garden Sea" in text_of(response)


def test_several_choices_none_of_them_and_a_damaged_answer(client, agent):
    CustomFieldFactory(key="likes", type="choices", options=["golf", "spa", "food"])
    client.post(url("customer_create"), sent("likes", custom_likes=["spa", "golf"]))
    customer = Customer.objects.get()
    assert customer.custom_values == {"likes": ["golf", "spa"]}
    response = client.post(url("customer_edit", customer.pk), sent("likes", version=1, custom_likes=["tennis"]))
    assert response.status_code == 422
    client.post(url("customer_edit", customer.pk), sent("likes", version=1))
    customer.refresh_from_db()
    assert customer.custom_values == {}


# --- the customer's page ----------------------------------------------------------------------------------------------
def test_the_page_shows_answers_under_their_headings_and_says_what_is_missing(client, agent, fields):
    CustomField.objects.filter(key="view").update(section_en="Stay", section_id="Menginap", version=2)
    firm = CustomerFactory(organisation=True, custom_values={"view": "garden", "wish": "Quiet", "gone": "hidden"})
    page = text_of(client.get(url("customer_detail", firm.pk)))
    assert "Further fields Room wish Quiet Stay View Garden" in page
    assert "Still to be asked: Tax number" in page
    assert "hidden" not in page


def test_the_card_shows_only_what_it_shall(client, agent, fields):
    CustomField.objects.filter(key="wish").update(on_card=True, version=2)
    customer = CustomerFactory(custom_values={"view": "garden", "wish": "Quiet"})
    card = text_of(client.get(url("customer_card", customer.pk)))
    assert "Room wish Quiet" in card
    assert "Garden" not in card


def test_a_web_address_can_not_run_a_script_and_text_is_text(client, agent):
    CustomFieldFactory(key="site", type="url")
    CustomFieldFactory(key="note", type="long_text")
    script = "<script>alert(1)</script>"
    client.post(url("customer_create"), sent("site note", custom_site="javascript:alert(1)", custom_note=script))
    assert not Customer.objects.exists()
    client.post(url("customer_create"), sent("site note", custom_site="contoh.co.id", custom_note=script))
    page = client.get(Customer.objects.get().get_absolute_url()).content.decode()
    assert 'href="https://contoh.co.id"' in page
    assert script not in page


def test_twenty_fields_cost_no_more_queries_than_one(client, agent):
    customer = CustomerFactory()

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    pages = [url("customer_detail", customer.pk), url("customer_edit", customer.pk), url("customer_card", customer.pk)]
    CustomFieldFactory(type="choice", options=["a", "b"])
    queries(pages[0])
    few = [queries(page) for page in pages]
    for _ in range(19):
        CustomFieldFactory(type="choice", options=["a", "b"], on_card=True)
    queries(pages[0])
    assert [queries(page) for page in pages] == few


def test_departments_are_still_needed_for_internal_customers_with_further_fields(client, agent, fields):
    kitchen = DepartmentFactory()
    answer = client.post(
        url("customer_create"), sent("wish view shift", kind="internal", department=kitchen.pk, custom_shift="Night")
    )
    assert answer.status_code == 302
    assert Customer.objects.get().custom_values == {"shift": "Night"}
