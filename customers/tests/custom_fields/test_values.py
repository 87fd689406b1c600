"""Values of customers."""

from datetime import date
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.utils import translation

from accounts.queries import audited_models, lines_of_events
from common.errors import AppError, NotAllowed, StaleRecord
from customers.custom import value_type
from customers.enums import FieldType
from customers.models import Customer, CustomField
from customers.services import (
    create_customer,
    delete_custom_field,
    merge_customers,
    update_custom_field,
    update_customer,
)
from customers.tests.custom_fields.making import NOW, TAPS
from customers.tests.factories import CustomerFactory, CustomFieldFactory, UserFactory


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
