"""Further fields: what each type takes and gives back, how they are defined, and what customers' records keep."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.queries import audited_models, lines_of_events
from common.errors import AppError, NotAllowed, StaleRecord
from customers.custom import answers_of, definitions, value_type
from customers.enums import FieldType
from customers.models import Customer, CustomField
from customers.services import (
    ChoiceGiven,
    add_custom_field,
    create_customer,
    delete_custom_field,
    merge_customers,
    move_custom_field,
    set_custom_field_active,
    update_custom_field,
    update_customer,
)
from customers.tests.factories import CustomerFactory, CustomFieldFactory, UserFactory

NOW = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)
TAPS = [("sea", "Laut", "Sea"), ("garden", "Kebun", "Garden"), ("city", "Kota", "City")]


def plain(kind: str, **properties) -> CustomField:
    field = CustomField(key="wish", type=kind, **properties)
    field.__dict__["all_choices"] = [
        type("Choice", (), {"value": v, "label_id": i, "label_en": e, "is_active": v != "city", "label": e})()
        for v, i, e in TAPS
    ]
    return field


def read(kind: str, text: str, **properties):
    field = plain(kind, **properties)
    return value_type(field).read(field, text)


# --- values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("text", "  two \u200b  words ", "two words"),
        ("long_text", "one \r\n\n\n two", "one\n\n two"),
        ("integer", "1.250", 1250),
        ("decimal", "12,50", 12.5),
        ("decimal", "1.250", 1250),
        ("money", "Rp1.250.000", 1250000),
        ("date", "9 Maret 2026", "2026-03-09"),
        ("yes_no", "Ya", True),
        ("yes_no", "no", False),
        ("choice", "LAUT", "sea"),
        ("choice", "garden", "garden"),
        ("choices", "Garden; laut; sea", ["garden", "sea"]),
        ("email", " a@b.co ", "a@b.co"),
        ("url", "www.contoh.co.id", "https://www.contoh.co.id"),
        ("phone", "0812-3456-7890", "+6281234567890"),
        ("text", "   ", None),
        ("choices", " ; ", None),
        ("integer", "", None),
    ],
)
def test_what_people_type_is_stored_as_what_it_means(kind, typed, stored):
    with translation.override("id"):
        assert read(kind, typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", "x" * 501),
        ("text", "a\x00b"),
        ("text", "bell\x07"),
        ("long_text", "x" * 4001),
        ("integer", "12,5"),
        ("integer", "9" * 400),
        ("decimal", "0,1234567"),
        ("decimal", "NaN"),
        ("decimal", "1e3"),
        ("money", "9" * 14),
        ("date", "31-2-2026"),
        ("date", "1-1-1899"),
        ("yes_no", "perhaps"),
        ("choice", "mountain"),
        ("choice", "Kota"),
        ("choices", "sea; mountain"),
        ("email", "nobody"),
        ("url", "javascript:alert(1)"),
        ("url", "https://"),
        ("phone", "123"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(kind, typed):
    with pytest.raises(AppError) as refused:
        read(kind, typed)
    assert str(refused.value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", True), ("integer", 1.5), ("integer", "x"), pytest.param("integer", 10**5000, id="endless"),
        ("decimal", math.nan), ("decimal", math.inf), ("decimal", Decimal("1e400")), ("text", 5), ("text", ["a"]),
        ("text", None), ("date", 20260309), ("date", NOW), ("yes_no", 1), ("yes_no", "yes"), ("choice", ["sea"]),
        ("choice", {}), ("choices", "sea"), ("choices", ["sea"] * 4), ("choices", [{}]), ("email", {}),
        ("money", [1]), ("phone", 812),
    ],
)  # fmt: skip
def test_json_of_another_type_is_refused(kind, value):
    field = plain(kind)
    with pytest.raises(AppError):
        value_type(field).check(field, value)


@pytest.mark.parametrize(
    ("kind", "bounds", "inside", "outside"),
    [
        ("integer", {"minimum": "10", "maximum": "20"}, ["10", "20"], ["9", "21"]),
        ("decimal", {"minimum": "0.5"}, ["0,5", "7"], ["0,4", "-1"]),
        ("money", {"maximum": "1000"}, ["1.000"], ["1.000,01"]),
        ("date", {"minimum": "2026-01-01", "maximum": "2026-12-31"}, ["1-1-2026"], ["31-12-2025", "1-1-2027"]),
        ("text", {"max_length": 3}, ["abc"], ["abcd"]),
    ],
)
def test_bounds_hold_on_both_sides(kind, bounds, inside, outside):
    with translation.override("id"):
        assert None not in [read(kind, text, **bounds) for text in inside]
        for text in outside:
            with pytest.raises(AppError):
                read(kind, text, **bounds)


@pytest.mark.parametrize(
    ("kind", "stored", "indonesian", "english"),
    [
        ("integer", 1250, "1.250", "1,250"),
        ("decimal", 1250.5, "1.250,5", "1,250.5"),
        ("money", 1250000, "Rp1.250.000", "IDR 1,250,000"),
        ("date", "2026-03-09", "9 Maret 2026", "9 March 2026"),
        ("yes_no", False, "Tidak", "No"),
        ("choices", ["garden", "sea"], "Sea, Garden", "Sea, Garden"),  # in the order of the field
        ("phone", "+6281234567890", "0812-3456-7890", "+62 812-3456-7890"),
    ],
)
def test_values_are_shown_in_the_language_of_the_reader(kind, stored, indonesian, english):
    field = plain(kind)
    with translation.override("id"):
        assert value_type(field).shown(field, stored) == indonesian
    with translation.override("en"):
        assert value_type(field).shown(field, stored) == english


VALUES = {
    "text": st.text(max_size=40),
    "long_text": st.text(max_size=40),
    "integer": st.integers(min_value=-(10**13) + 1, max_value=10**13 - 1),
    "decimal": st.decimals(min_value=-(10**8), max_value=10**8, places=6),
    "money": st.decimals(min_value=-(10**12), max_value=10**12, places=2),
    "date": st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)),
    "yes_no": st.booleans(),
    "choice": st.sampled_from(["sea", "garden"]),
    "choices": st.lists(st.sampled_from(["sea", "garden"]), min_size=1, max_size=2),
}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), kind=st.sampled_from(sorted(VALUES)), language=st.sampled_from(["id", "en"]))
def test_a_stored_value_comes_back_from_boxes_files_and_json_as_it_was(data, kind, language):
    field, value = plain(kind), data.draw(VALUES[kind])
    type_ = value_type(field)
    try:
        stored = type_.check(field, value)
    except AppError:  # texts that can't be stored
        assert kind in ("text", "long_text")
        return
    if stored is None:
        return
    with translation.override(language):
        typed = type_.typed(field, stored)
        from_box = type_.check(field, typed, stored=stored) if kind == "choices" else type_.read(field, typed)
        assert from_box == stored
        assert type_.read_cell(field, str(type_.cell(field, stored))) == stored
    assert type_.check(field, stored) == stored


# --- definitions ------------------------------------------------------------------------------------------------------


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


# --- customers --------------------------------------------------------------------------------------------------------


def values(customer: Customer) -> dict:
    customer.refresh_from_db()
    return customer.custom_values


@pytest.mark.django_db
def test_a_partial_change_keeps_the_rest_and_none_takes_away():
    for key, kind in (("a", "text"), ("b", "integer"), ("c", "date")):
        CustomFieldFactory(key=key, type=kind)
    customer = create_customer(name="Rani", at=NOW, custom={"a": "x", "b": 7, "c": date(2026, 1, 2)})
    assert values(customer) == {"a": "x", "b": 7, "c": "2026-01-02"}
    update_customer(customer=customer, expected_version=1, at=NOW, by=None, custom={"a": None, "b": 8})
    assert values(customer) == {"b": 8, "c": "2026-01-02"}
    update_customer(customer=customer, expected_version=2, at=NOW, by=None, city="Bogor")
    assert values(customer) == {"b": 8, "c": "2026-01-02"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("custom", "fault"),
    [
        ({"unknown": 1}, "custom_unknown"),
        ({"retired": "x"}, "custom_retired"),
        ({"firms": "x"}, "custom_firms"),
        ({"number": "many"}, "custom_number"),
        ({}, "custom_needed"),
        ({"needed": None}, "custom_needed"),
        ({"needed": "   "}, "custom_needed"),
    ],
)
def test_what_may_not_be_stored_is_refused_at_its_field(custom, fault):
    CustomFieldFactory(key="retired", is_active=False)
    CustomFieldFactory(key="firms", party_types=["organisation"], is_required=True)
    CustomFieldFactory(key="number", type="integer")
    CustomFieldFactory(key="needed", is_required=True)
    with pytest.raises(AppError) as refused:
        create_customer(name="Rani", at=NOW, custom={**({} if custom in ({},) else {"needed": "x"}), **custom})
    assert refused.value.field == fault
    assert not Customer.objects.exists()


@pytest.mark.django_db
def test_who_knows_nothing_of_further_fields_is_not_stopped_by_them():
    CustomFieldFactory(key="needed", is_required=True)
    customer = create_customer(name="Caller", at=NOW)
    update_customer(customer=customer, expected_version=1, at=NOW, by=None, city="Bogor")
    with pytest.raises(AppError):
        update_customer(customer=customer, expected_version=2, at=NOW, by=None, custom={})


@pytest.mark.django_db
def test_a_retired_choice_can_be_kept_and_not_taken():
    field = CustomFieldFactory(key="view", type="choice", options=["sea", "city"])
    field.choices.filter(value="city").update(is_active=False)
    CustomField.objects.filter(pk=field.pk).update(version=2)
    old, new = CustomerFactory(custom_values={"view": "city"}), CustomerFactory()
    update_customer(customer=old, expected_version=1, at=NOW, by=None, custom={"view": "city"})
    with pytest.raises(AppError) as refused:
        update_customer(customer=new, expected_version=1, at=NOW, by=None, custom={"view": "city"})
    assert refused.value.field == "custom_view"


@pytest.mark.django_db
def test_no_two_current_customers_share_a_value_that_must_differ():
    CustomFieldFactory(key="member", is_unique=True)
    first = create_customer(name="Rani", at=NOW, custom={"member": "M-1"})
    with pytest.raises(AppError, match="Rani") as refused:
        create_customer(name="Twin", at=NOW, custom={"member": "M-1"})
    assert refused.value.field == "custom_member"
    update_customer(customer=first, expected_version=1, at=NOW, by=None, custom={"member": "M-1"})
    other = create_customer(name="Other", at=NOW)
    merge_customers(duplicate=first, survivor=other, at=NOW)
    assert create_customer(name="Again", at=NOW, custom={"member": "M-1"}).custom_values == {"member": "M-1"}


@pytest.mark.django_db
def test_values_shared_already_keep_a_field_from_becoming_one_without_doubles():
    field = CustomFieldFactory(key="member")
    for value in ("M-1", "M-1", "M-2"):
        CustomerFactory(custom_values={"member": value})
    with pytest.raises(AppError) as refused:
        update_custom_field(field=field, expected_version=1, at=NOW, is_unique=True)
    assert refused.value.field == "is_unique"


@pytest.mark.django_db
def test_a_conflict_shows_the_stored_value_of_each_further_field():
    CustomFieldFactory(key="a")
    CustomFieldFactory(key="b")
    customer = create_customer(name="Rani", at=NOW, custom={"a": "old"})
    update_customer(customer=customer, expected_version=1, at=NOW, by=None, custom={"a": "theirs"})
    with pytest.raises(StaleRecord) as stale:
        update_customer(customer=customer, expected_version=1, at=NOW, by=None, custom={"a": "mine", "b": "x"})
    assert {name: value for name, value in stale.value.current.items() if name.startswith("custom_")} == {
        "custom_a": "theirs",
        "custom_b": None,
        "custom_values": {"a": "theirs"},
    }


def test_every_type_has_its_way_of_reading_and_showing():
    assert {word: value_type(CustomField(type=word)).word for word in FieldType.values} == {
        word: word for word in FieldType.values
    }


@pytest.mark.django_db
def test_the_audit_log_says_which_field_changed_and_in_words():
    CustomFieldFactory(key="view", label_en="View", label_id="Pemandangan", type="choice", options=TAPS)
    CustomFieldFactory(key="since", label_en="Since", type="date")
    customer = create_customer(name="Rani", at=NOW, custom={"view": "sea"})
    update_customer(
        customer=customer, expected_version=1, at=NOW, by=None, custom={"view": "garden", "since": date(2026, 1, 2)}
    )
    events = audited_models()["customers.customer"].objects.filter(pgh_obj_id=customer.pk).order_by("-pgh_id")
    keys = [("customers.customer", event.pgh_id) for event in events]
    with translation.override("en"):
        newest, first = lines_of_events(keys, user=UserFactory())
    spelled = [(change.label, change.before, change.after) for change in newest.changes]
    assert ("View", "Sea", "Garden") in spelled
    assert ("Since", "–", "2 January 2026") in spelled
    assert ("View", "", "Sea") in [(change.label, change.before, change.after) for change in first.changes]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_same_unique_value_at_once_one_is_refused():
    CustomFieldFactory(key="member", is_unique=True)
    outcomes: list[str] = []

    def register(name: str) -> None:
        try:
            create_customer(name=name, at=NOW, custom={"member": "M-1"})
            outcomes.append("stored")
        except AppError as error:
            outcomes.append(error.field)
        finally:
            connection.close()

    threads = [Thread(target=register, args=(name,)) for name in ("Rani", "Budi", "Sari")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["custom_member", "custom_member", "stored"]


@pytest.mark.django_db(transaction=True)
def test_a_field_is_not_deleted_while_somebody_stores_a_value_of_it():
    field = CustomFieldFactory(key="wish")
    stored, outcome = Event(), []

    def delete() -> None:
        stored.wait(10)
        try:
            delete_custom_field(field=field)
            outcome.append("deleted")
        except NotAllowed:
            outcome.append("refused")
        finally:
            connection.close()

    thread = Thread(target=delete)
    thread.start()
    with transaction.atomic():
        create_customer(name="Rani", at=NOW, custom={"wish": "High up"})
        stored.set()
        thread.join(0.3)
        assert thread.is_alive(), "it waits for whoever stores values"
    thread.join(10)
    assert outcome == ["refused"]
