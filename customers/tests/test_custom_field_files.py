"""Further fields in files: recognised by key and label, checked, and what was exported comes in unchanged."""

import csv
import io

import pytest
from django.utils import translation

from customers.columns import columns_for
from customers.models import Customer, CustomField
from customers.tests.factories import CustomerFactory, CustomFieldFactory, UserFactory
from customers.tests.imports import bring_in, counts, named, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    with translation.override("en"):
        yield


@pytest.fixture
def fields():
    for key, kind, options in (
        ("view", "choice", [("sea", "Laut", "Sea"), ("garden", "Kebun", "Garden")]),
        ("likes", "choices", ["golf", "spa"]), ("vip", "yes_no", ()), ("nights", "integer", ()),
        ("weight", "decimal", ()), ("since", "date", ()), ("limit", "money", ()), ("note", "long_text", ()),
        ("site", "url", ()), ("mobile", "phone", ()),
    ):  # fmt: skip
        CustomFieldFactory(key=key, type=kind, options=options, label_id=f"Label {key}", label_en=f"{key} of guest")


def values(external_id: str) -> dict:
    return Customer.objects.get(external_id=external_id).custom_values


def test_columns_are_known_by_key_and_by_label_in_either_language(fields, tmp_path):
    content = "external_id,name,custom_view,Label nights,VIP of guest\nH-1,Rani,Laut,1.250,ya\n"
    assert counts(bring_in("customers", write(tmp_path, content))) == (1, 0, 0, 0)
    assert values("H-1") == {"view": "sea", "nights": 1250, "vip": True}


def test_an_empty_cell_erases_nothing_and_the_same_file_changes_nothing(fields, tmp_path):
    CustomerFactory(external_id="H-1", name="Rani", custom_values={"view": "sea", "nights": 3})
    path = write(tmp_path, "external_id,name,custom_view,custom_nights\nH-1,Rani,,4\n")
    assert counts(bring_in("customers", path)) == (0, 1, 0, 0)
    assert values("H-1") == {"view": "sea", "nights": 4}
    assert counts(bring_in("customers", path)) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("view", "mountain"), ("likes", "golf; chess"), ("vip", "perhaps"), ("nights", "4.5"), ("nights", "99"),
        ("weight", "heavy"), ("since", "31-2-2026"), ("limit", "much"), ("site", "javascript:x"), ("mobile", "12"),
        ("note", "x" * 4001),
    ],
)  # fmt: skip
def test_a_cell_that_does_not_fit_is_named_with_its_reason(fields, tmp_path, column, cell):
    CustomField.objects.filter(key="nights").update(maximum="50", version=2)
    path = write(tmp_path, f"external_id,name,custom_{column}\nH-1,Rani,{cell}\nH-2,Budi,\n")
    result = bring_in("customers", path)
    assert counts(result) == (1, 0, 0, 1)
    assert named(result) == [(2, f"custom_{column}")]
    assert "%" not in result.problems[0].reason


def test_no_two_customers_alike_neither_in_the_file_nor_with_the_registry(tmp_path):
    CustomFieldFactory(key="card", is_unique=True)
    CustomerFactory(external_id="H-0", custom_values={"card": "M-0"})
    content = "external_id,name,custom_card\nH-1,Rani,M-1\nH-2,Budi,M-1\nH-3,Citra,M-0\nH-0,Old,M-0\n"
    result = bring_in("customers", write(tmp_path, content))
    assert named(result) == [(3, "custom_card"), (4, "custom_card")]
    assert counts(result) == (1, 1, 0, 2)


def test_what_was_exported_comes_in_unchanged(fields, tmp_path):
    CustomerFactory(
        external_id="H-1", name="Rani",
        custom_values={
            "view": "garden", "likes": ["golf", "spa"], "vip": False, "nights": -3, "weight": 1.125,
            "since": "2026-03-09", "limit": 1250000.5, "note": "=1+1\nsecond line", "site": "https://a.co/?b=1",
            "mobile": "+6281234567890",
        },
    )  # fmt: skip
    CustomField.objects.get(key="view").choices.filter(value="garden").update(is_active=False)
    CustomField.objects.filter(key="view").update(version=2)
    customer = Customer.objects.get()
    columns = [column for name, column in columns_for(UserFactory()).items() if name.startswith("custom_")]
    columns = [columns_for(UserFactory())[name] for name in ("external_id", "name")] + columns
    text = io.StringIO()
    csv.writer(text).writerows(
        [[column.name for column in columns], [column.in_file(customer, for_people=False) for column in columns]]
    )
    assert counts(bring_in("customers", write(tmp_path, text.getvalue()))) == (0, 0, 1, 0)
