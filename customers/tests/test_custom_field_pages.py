"""Further fields on the screens: settings, the customer's form and page, and what changes with the kind."""

import html
import re
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from customers.columns import columns_for
from customers.models import Customer, CustomField
from customers.services import update_customer
from customers.tests.factories import CustomerFactory, CustomFieldFactory, DepartmentFactory

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"customers:{name}", args=args)


def text_of(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


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


# --- settings ---------------------------------------------------------------------------------------------------------


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


def test_departments_are_still_needed_for_internal_customers_with_further_fields(client, agent, fields):
    kitchen = DepartmentFactory()
    answer = client.post(
        url("customer_create"), sent("wish view shift", kind="internal", department=kitchen.pk, custom_shift="Night")
    )
    assert answer.status_code == 302
    assert Customer.objects.get().custom_values == {"shift": "Night"}


# --- the list ---------------------------------------------------------------------------------------------------------


def found_by(client, query: str) -> list[str]:
    response = client.get(f"/customers/?{query}")
    assert response.status_code == 200, text_of(response)
    return sorted(customer.name for customer in response.context["page"])


@pytest.fixture
def people():
    for key, kind, options in (
        ("view", "choice", ["sea", "garden"]), ("likes", "choices", ["golf", "spa"]), ("vip", "yes_no", ()),
        ("nights", "integer", ()), ("since", "date", ()), ("limit", "money", ()), ("note", "text", ()),
        ("mail", "email", ()), ("mobile", "phone", ()),
    ):  # fmt: skip
        CustomFieldFactory(key=key, type=kind, options=options, label_en=key.title())
    CustomFieldFactory(key="card", is_unique=True)
    CustomerFactory(
        name="Ana", custom_values={"view": "sea", "likes": ["golf", "spa"], "vip": True, "nights": 9,
        "since": "2025-12-31", "limit": 1000.5, "note": "Likes THE window", "mail": "a@b.co",
        "mobile": "+6281234567890", "card": "M-1"},
    )  # fmt: skip
    CustomerFactory(
        name="Budi", custom_values={"view": "garden", "likes": ["spa"], "vip": False, "nights": 10,
        "since": "2026-01-01", "limit": 2000, "card": "M-11"},
    )  # fmt: skip
    CustomerFactory(name="Citra")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("custom_view=sea", ["Ana"]),
        ("custom_view=-", ["Citra"]),
        ("custom_likes=spa", ["Ana", "Budi"]),
        ("custom_vip=no", ["Budi"]),
        ("custom_nights-from=10", ["Budi"]),
        ("custom_nights-from=9&custom_nights-to=9", ["Ana"]),
        ("custom_since-from=1-1-2026", ["Budi"]),
        ("custom_since-to=31-12-2025", ["Ana"]),
        ("custom_limit-to=1.500", ["Ana"]),
        ("custom_note=the+WINDOW", ["Ana"]),
        ("custom_mail=a@b.co", ["Ana"]),
        ("custom_mobile=0812-3456-7890", ["Ana"]),
        ("custom_card=M-1", ["Ana"]),
        ("custom_view=garden&custom_vip=yes", []),
    ],
)
def test_the_list_is_narrowed_by_further_fields(client, agent, people, query, names):
    assert found_by(client, query) == names


def test_filters_say_what_they_do_and_refuse_what_they_can_not_read(client, agent, people):
    page = text_of(client.get("/customers/?custom_view=sea&custom_since-to=31-12-2025&custom_nights-from=1.000"))
    assert "View: Sea" in page
    assert "Since up to: 31 December 2025" in page
    assert "Nights from: 1,000" in page
    response = client.get("/customers/?custom_nights-from=many&custom_mail=nobody")
    assert response.status_code == 422
    assert "Enter a whole number." in text_of(response)


def test_a_retired_field_narrows_no_longer(client, agent, people):
    CustomField.objects.filter(key="view").update(is_active=False, version=2)
    assert found_by(client, "custom_view=sea") == ["Ana", "Budi", "Citra"]


def test_choices_are_found_from_the_index(people):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute('EXPLAIN SELECT id FROM customers_customer WHERE custom_values @> \'{"view": "sea"}\'')
        assert "customer_by_custom_value" in str(cursor.fetchall())


def test_further_fields_are_columns_to_choose_and_some_stand_there_from_the_start(client, agent, people):
    CustomField.objects.filter(key="view").update(in_list=True, version=2)
    table = text_of(client.get("/customers/"))
    assert "View" in table
    assert "Sea" in table
    chosen = client.get("/customers/?columns=custom_limit&columns=custom_mail&columns=custom_since").content.decode()
    assert "IDR 1,001" in chosen  # rupiahs are shown without their hundredths
    assert '<a href="mailto:a@b.co">a@b.co</a>' in chosen
    assert "31 December 2025" in chosen


def test_files_hold_what_the_import_reads_or_what_people_read(people, agent):
    ana = Customer.objects.get(name="Ana")
    columns = columns_for(agent)
    with translation.override("en"):
        found = {
            key: tuple(columns[f"custom_{key}"].in_file(ana, for_people=words) for words in (False, True))
            for key in ("view", "likes", "vip", "since", "limit")
        }
    assert found == {
        "view": ("sea", "Sea"),
        "likes": ("golf; spa", "Golf, Spa"),
        "vip": (1, "Yes"),
        "since": (date(2025, 12, 31), date(2025, 12, 31)),
        "limit": (Decimal("1000.5"), Decimal("1000.5")),
    }
