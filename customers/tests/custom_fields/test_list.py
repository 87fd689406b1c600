"""Further fields in the list of customers: filters, columns and files."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import translation

from customers.columns import columns_for
from customers.models import Customer, CustomField
from customers.tests.factories import CustomerFactory, CustomFieldFactory
from customers.tests.pages import text_of

pytestmark = pytest.mark.django_db


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
