"""Fields defined, changed, retired."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from common.errors import AppError, NotAllowed, StaleRecord
from customers.custom import answers_of, definitions
from customers.models import CustomField
from customers.services import (
    ChoiceGiven,
    add_custom_field,
    delete_custom_field,
    move_custom_field,
    set_custom_field_active,
    update_custom_field,
)
from customers.tests.custom_fields.making import NOW
from customers.tests.factories import CustomerFactory, CustomFieldFactory


def field_like(**properties) -> CustomField:
    choices = [ChoiceGiven(*words) for words in properties.pop("choices", ())]
    return add_custom_field(at=NOW, choices=choices, **{"label_id": "Keinginan", "label_en": "Wish", **properties})


@pytest.mark.django_db
def test_key_and_choice_values_are_made_from_the_labels_and_never_twice():
    first = field_like(
        label_id="Kamar Favorit", label_en="", type="choice", choices=[("Laut", "Sea side"), ("Kota", "")]
    )
    second = field_like(label_id="Kamar, favorit!", label_en="")
    third = field_like(label_id="部屋", label_en="")
    assert [row.key for row in (first, second, third)] == ["kamar_favorit", "kamar_favorit_2", "field"]
    assert [choice.value for choice in first.choices.all()] == ["sea_side", "kota"]
    assert [row.position for row in (first, second, third)] == [0, 1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("properties", "fault"),
    [
        ({"label_id": "", "label_en": ""}, "label_id"),
        ({"key": "Kunci Baru"}, "key"),
        ({"key": "taken"}, "key"),
        ({"label_en": "TAKEN label"}, "label_en"),
        ({"type": "martian"}, "type"),
        ({"type": "choice"}, "choices"),
        ({"type": "choice", "choices": [("Laut", "Sea"), ("sea", "")]}, "choices"),
        ({"type": "choice", "choices": [("", "")]}, "choices"),
        ({"type": "choices", "choices": [("a;b", "")]}, "choices"),
        ({"type": "integer", "minimum": "x"}, "minimum"),
        ({"type": "integer", "minimum": "5", "maximum": "4"}, "maximum"),
        ({"type": "text", "max_length": 501}, "max_length"),
        ({"type": "yes_no", "is_unique": True}, "is_unique"),
        ({"kind": "martian"}, "kind"),
    ],
)
def test_a_definition_that_makes_no_sense_is_refused_at_its_field(properties, fault):
    CustomFieldFactory(key="taken", label_en="Taken label")
    with pytest.raises(AppError) as refused:
        field_like(**properties)
    assert refused.value.field == fault
    assert CustomField.objects.count() == 1


@pytest.mark.django_db
def test_there_is_a_limit_to_the_number_of_fields():
    CustomFieldFactory.create_batch(100)
    with pytest.raises(NotAllowed):
        field_like()


@pytest.mark.django_db
def test_bounds_are_read_as_values_and_dropped_where_the_type_has_none():
    field = field_like(type="money", minimum="Rp1.000", maximum="2.000,50")
    assert (field.minimum, field.maximum) == ("1000", "2000.5")
    field = update_custom_field(field=field, expected_version=1, at=NOW, type="text", max_length=9)
    assert (field.minimum, field.maximum, field.max_length) == ("", "", 9)


@pytest.mark.django_db
def test_a_used_key_stays_and_an_unused_one_may_change():
    field = field_like(key="wish")
    field = update_custom_field(field=field, expected_version=1, at=NOW, key="room_wish")
    CustomerFactory(custom_values={"room_wish": "high up"})
    with pytest.raises(AppError) as refused:
        update_custom_field(field=field, expected_version=2, at=NOW, key="other")
    assert refused.value.field == "key"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "values", "after", "lost"),
    [
        ("text", ["a", "b"], "long_text", 0),
        ("long_text", ["a", "b\nc", "x" * 501], "text", 2),
        ("integer", [1, 2], "decimal", 0),
        ("decimal", [1, 1.25, 1.125], "money", 1),
        ("decimal", [1, 1.5], "integer", 1),
        ("phone", ["+6281234567890"], "text", 0),
        ("text", ["1", "2"], "integer", 2),
        ("yes_no", [True, False], "text", 2),
    ],
)
def test_the_type_changes_only_where_every_value_fits_and_says_how_many_do_not(before, values, after, lost):
    field = field_like(key="wish", type=before)
    for value in values:
        CustomerFactory(custom_values={"wish": value})
    CustomerFactory(custom_values={"other": "x"})
    with translation.override("en"):
        if lost:
            with pytest.raises(AppError, match=rf"\b{lost} customer") as refused:
                update_custom_field(field=field, expected_version=1, at=NOW, type=after)
            assert refused.value.field == "type"
        else:
            assert update_custom_field(field=field, expected_version=1, at=NOW, type=after).type == after


@pytest.mark.django_db
def test_a_choice_in_use_can_be_retired_and_not_taken_away():
    field = field_like(key="view", type="choice", choices=[("Laut", "Sea"), ("Kota", "City"), ("Kebun", "Garden")])
    CustomerFactory(custom_values={"view": "city"})
    without_city = [ChoiceGiven("Laut", "Sea", "sea")]
    with pytest.raises(AppError) as refused:
        update_custom_field(field=field, expected_version=1, at=NOW, choices=without_city)
    assert refused.value.field == "choices"
    retired = [*without_city, ChoiceGiven("Kota", "City", "city", is_active=False)]
    field = update_custom_field(field=field, expected_version=1, at=NOW, choices=retired)
    assert [(choice.value, choice.is_active) for choice in field.choices.all()] == [("sea", True), ("city", False)]


@pytest.mark.django_db
def test_two_editors_of_a_field_lose_nothing():
    field = field_like()
    update_custom_field(field=field, expected_version=1, at=NOW, help_en="Mine")
    with pytest.raises(StaleRecord) as stale:
        update_custom_field(field=field, expected_version=1, at=NOW, help_en="Yours")
    assert (stale.value.current["help_en"], stale.value.current["version"]) == ("Mine", 2)


@pytest.mark.django_db
def test_fields_are_moved_one_place_at_a_time_and_stay_at_the_ends():
    a, b, c = (CustomFieldFactory(key=key) for key in "abc")
    move_custom_field(field=c, earlier=True)
    move_custom_field(field=a, earlier=True)
    move_custom_field(field=b, earlier=False)
    assert [field.key for field in definitions()] == ["a", "c", "b"]


@pytest.mark.django_db
def test_only_an_unused_field_is_deleted_others_retire_and_come_back_with_their_values():
    used, unused = CustomFieldFactory(key="used"), CustomFieldFactory(key="unused")
    customer = CustomerFactory(custom_values={"used": "kept"})
    delete_custom_field(field=unused)
    with pytest.raises(NotAllowed):
        delete_custom_field(field=used)
    set_custom_field_active(field=used, is_active=False)
    assert answers_of(customer) == []
    set_custom_field_active(field=used, is_active=True)
    assert [answer.shown for answer in answers_of(customer)] == ["kept"]


@pytest.mark.django_db
def test_definitions_are_asked_for_once_a_request_and_never_shown_old():
    CustomFieldFactory(key="view", type="choice", options=["sea", "city"])
    assert [field.key for field in definitions()] == ["view"]
    with CaptureQueriesContext(connection) as captured:
        assert [field.key for field in definitions()] == ["view"]
    assert len(captured) == 1, "outside of a request each look asks whether they are the same"
    CustomField.objects.create(key="by_another_worker", label_en="x", position=10_000)
    assert [field.key for field in definitions()] == ["view", "by_another_worker"]
    add_custom_field(at=NOW, label_en="Third")
    assert [field.key for field in definitions()][-1] == "third"
