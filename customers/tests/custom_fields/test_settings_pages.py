"""The pages on which an administrator says what else is asked of customers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import CustomField
from customers.tests.factories import CustomerFactory, CustomFieldFactory
from customers.tests.pages import text_of, url

pytestmark = pytest.mark.django_db


def defined(**properties) -> dict:
    return {"label_id": "Keinginan", "label_en": "Wish", "type": "text", "key": "", "kind": "", **properties}


def test_an_admin_adds_a_field_with_choices_and_staff_are_asked_it(client, admin):
    response = client.post(
        url("custom_field_new"),
        defined(
            type="choice", choices_value=["", "", ""], choices_label_id=["Laut", "Kebun", ""],
            choices_label_en=["Sea", "", ""], choices_state=["offered", "retired", "offered"],
        ),
    )  # fmt: skip
    assert response.status_code == 302
    field = CustomField.objects.get()
    assert (field.key, field.type) == ("wish", "choice")
    assert [(c.value, c.label_en or c.label_id, c.is_active) for c in field.choices.all()] == [
        ("sea", "Sea", True),
        ("kebun", "Kebun", False),
    ]
    page = client.get(url("customer_create")).content.decode()
    assert '<option value="sea">Sea</option>' in page
    assert "kebun" not in page
    assert "Wish" in text_of(client.get(url("custom_field_list") + "?kind=internal&party_type=community"))


@pytest.mark.parametrize("header", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_another_type_or_more_choices_change_the_form_and_save_nothing(client, admin, header):
    typed = defined(type="choice", choices_label_id=["Laut"], choices_label_en=[""], choices_value=[""],
                    choices_state=["offered"])  # fmt: skip
    for button in ("switch_type", "add_choices"):
        response = client.post(url("custom_field_new"), {**typed, button: "1"}, **header)
        assert response.status_code == 200
        assert 'value="Laut"' in response.content.decode()
        assert "There is a problem" not in text_of(response)
    for kind, name in (("integer", "minimum"), ("text", "max_length")):
        response = client.post(url("custom_field_new"), defined(type=kind, switch_type="1"), **header)
        assert f'name="{name}"' in response.content.decode()
        assert "choices_label_id" not in response.content.decode()
    assert not CustomField.objects.exists()


def test_the_edit_page_says_what_can_not_be_changed_and_keeps_what_was_typed(client, admin):
    field = CustomFieldFactory(key="view", type="choice", options=["sea", "city"])
    CustomerFactory(custom_values={"view": "city"})
    assert "1 customer has a value." in text_of(client.get(url("custom_field_edit", field.pk)))
    typed = defined(version=1, key="view", type="choice", choices_value=["sea", "city"],
                    choices_label_id=["Laut biru", "Kota"], choices_label_en=["", ""],
                    choices_state=["offered", "removed"])  # fmt: skip
    response = client.post(url("custom_field_edit", field.pk), typed)
    assert response.status_code == 422
    assert "“City” is in use." in text_of(response)
    assert 'value="Laut biru"' in response.content.decode()
    response = client.post(url("custom_field_edit", field.pk), defined(version=1, key="other", type="text"))
    assert "customers have values under it" in text_of(response)


def test_two_admins_see_both_versions(client, admin):
    field = CustomFieldFactory(label_en="Theirs", version=2)
    response = client.post(url("custom_field_edit", field.pk), defined(version=1, key=field.key, label_en="Mine"))
    assert response.status_code == 409
    assert "Theirs Mine" in text_of(response)


def test_fields_are_moved_retired_and_deleted_from_their_pages(client, admin):
    first, second = CustomFieldFactory(key="first"), CustomFieldFactory(key="second")
    CustomerFactory(custom_values={"second": "x"})
    client.post(url("custom_field_move", second.pk), {"to": "earlier"})
    assert [field.key for field in CustomField.objects.all()] == ["second", "first"]
    client.post(url("custom_field_retire", second.pk))
    assert not CustomField.objects.get(pk=second.pk).is_active
    client.post(url("custom_field_retire", second.pk), {"active": "1"})
    assert CustomField.objects.get(pk=second.pk).is_active
    refused = client.post(url("custom_field_delete", second.pk), follow=True)
    assert "1 customer has a value of this field" in text_of(refused)
    client.post(url("custom_field_delete", first.pk))
    assert [field.key for field in CustomField.objects.all()] == ["second"]


def test_the_list_of_fields_costs_the_same_for_three_and_thirty(client, admin):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url("custom_field_list"))
        return len(captured)

    CustomFieldFactory.create_batch(3, type="choice", options=["a"])
    queries()
    few = queries()
    CustomFieldFactory.create_batch(27, type="choice", options=["a", "b"])
    queries()
    assert queries() == few
