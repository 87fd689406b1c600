import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from common.errors import AppError, NotAllowed, StaleRecord
from customers.enums import Kind, PartyType
from customers.models import Customer, Transaction
from customers.queries import transaction_totals
from customers.services import (
    create_customer,
    create_department,
    merge_customers,
    record_transaction,
    register_department_as_customer,
    undo_merge,
    update_customer,
    update_department,
)
from customers.signals import transactions_recorded
from customers.tests.factories import (
    CustomerFactory,
    DepartmentFactory,
    PhoneFactory,
    RefundFactory,
    TransactionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)


def typed(customer: Customer) -> list[str]:
    return list(customer.phones.values_list("typed", flat=True))


# --- customers --------------------------------------------------------------------------------------------------------


def test_a_form_sent_twice_makes_one_customer():
    key = uuid.uuid4()
    first = create_customer(name="Rani", at=NOW, phones=["0812-3456-7890"], submission_key=key)
    again = create_customer(name="Rani", at=NOW, phones=["0812-3456-7890"], submission_key=key)
    assert first == again
    assert typed(first) == ["0812-3456-7890"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"email": "nobody"}, "email"),
        ({"kind": "martian"}, "kind"),
        ({"kind": Kind.INTERNAL}, "department"),
        ({"birth_date": date(2026, 3, 10)}, "birth_date"),
        ({"birth_date": date(1899, 12, 31)}, "birth_date"),
        ({"exit_reason": "moved"}, "exit_date"),
        ({"exit_reason": "moved", "exit_date": date(2027, 1, 1)}, "exit_date"),
        ({"phones": ["abc"]}, "phones"),
        ({"phones": [f"0812345678{n:02d}" for n in range(21)]}, "phones"),
    ],
)
def test_what_can_not_be_stored_is_refused_at_its_field_and_nothing_is_written(fields, field):
    with pytest.raises(AppError) as refused:
        create_customer(**{"name": "Rani", "at": NOW, **fields})
    assert refused.value.field == field
    assert not Customer.objects.exists()


def test_an_identifier_belongs_to_one_customer():
    create_customer(name="Rani", at=NOW, external_id="H-1")
    with pytest.raises(AppError) as refused:
        create_customer(name="Dewi", at=NOW, external_id="H-1")
    assert refused.value.field == "external_id"


def test_saving_on_top_of_somebody_else_is_refused_with_what_is_stored_now():
    customer = create_customer(name="Rani", at=NOW, phones=["021 555 0123"])
    update_customer(customer=Customer.objects.get(), expected_version=1, at=NOW, by=None, name="Rani Wijaya")
    with pytest.raises(StaleRecord) as stale:
        update_customer(customer=customer, expected_version=1, at=NOW, by=None, name="Rini", phones=["0812 1111 2222"])
    assert stale.value.current["name"] == "Rani Wijaya"
    assert stale.value.current["phones"] == typed(customer) == ["021 555 0123"]


def test_phone_numbers_are_replaced_as_a_whole_and_kept_in_order():
    customer = create_customer(name="Rani", at=NOW, phones=["021 555 0123", "0812-3456-7890"])
    kept = customer.phones.get(digits="81234567890").pk
    update_customer(
        customer=customer, expected_version=1, at=NOW, by=None, phones=["+62 812 3456 7890", "0813 0000 1111"]
    )
    assert typed(customer) == ["+62 812 3456 7890", "0813 0000 1111"]
    assert customer.phones.get(digits="81234567890").pk == kept


# --- merging ----------------------------------------------------------------------------------------------------------


def test_what_was_merged_over_two_steps_points_at_the_last_survivor_and_can_be_taken_apart_again():
    first, second, third = CustomerFactory.create_batch(3)
    merge_customers(duplicate=first, survivor=second, at=NOW)
    later = merge_customers(duplicate=second, survivor=third, at=NOW)
    assert set(Customer.objects.get(pk=third.pk).record_ids) == {first.pk, second.pk, third.pk}
    undo_merge(merge=later, at=NOW + timedelta(days=29), by=UserFactory())
    assert list(Customer.objects.order_by("pk").values_list("merged_into", flat=True)) == [second.pk, None, None]


def test_a_merge_is_refused_with_itself_with_a_merged_record_and_between_kinds():
    first, second = CustomerFactory.create_batch(2)
    internal = CustomerFactory(internal=True)
    for duplicate, survivor in ((first, first), (first, internal)):
        with pytest.raises(AppError):
            merge_customers(duplicate=duplicate, survivor=survivor, at=NOW)
    merge_customers(duplicate=first, survivor=second, at=NOW)
    with pytest.raises(AppError):
        merge_customers(duplicate=second, survivor=first, at=NOW)


def test_a_merge_is_not_undone_twice_nor_after_thirty_days():
    first, second = CustomerFactory.create_batch(2)
    merge = merge_customers(duplicate=first, survivor=second, at=NOW)
    user = UserFactory()
    with pytest.raises(NotAllowed):
        undo_merge(merge=merge, at=NOW + timedelta(days=31), by=user)
    undo_merge(merge=merge, at=NOW, by=user)
    with pytest.raises(NotAllowed):
        undo_merge(merge=merge, at=NOW, by=user)


# --- transactions -----------------------------------------------------------------------------------------------------


@pytest.fixture
def heard():
    moments = []

    def receiver(sender, at, **kwargs):
        moments.append(at)

    transactions_recorded.connect(receiver)
    yield moments
    transactions_recorded.disconnect(receiver)


def test_a_transaction_sent_twice_is_recorded_and_announced_once(heard):
    customer, key = CustomerFactory(), uuid.uuid4()
    values = {"customer": customer, "kind": "purchase", "amount": Decimal(5), "occurred_at": NOW, "at": NOW}
    first = record_transaction(**values, submission_key=key)
    assert record_transaction(**values, submission_key=key) == first
    assert (Transaction.objects.count(), heard) == (1, [NOW])
    assert (first.currency, first.recorded_at) == ("IDR", NOW)


def test_a_reference_that_belongs_to_other_business_is_refused():
    stored = TransactionFactory(reference="INV-1")
    with pytest.raises(AppError) as refused:
        record_transaction(
            customer=stored.customer, kind="purchase", amount=Decimal(1), occurred_at=NOW, at=NOW, reference="INV-1"
        )
    assert refused.value.field == "reference"


def test_refunds_take_no_more_than_is_left():
    purchase = TransactionFactory(amount=100)
    values = {"customer": purchase.customer, "kind": "refund", "refund_of": purchase, "occurred_at": NOW, "at": NOW}
    record_transaction(**values, amount=Decimal(60), reference="R-1")
    with pytest.raises(AppError) as refused:
        record_transaction(**values, amount=Decimal(41), reference="R-2")
    assert refused.value.field == "amount"
    record_transaction(**values, amount=Decimal(40), reference="R-3")
    with pytest.raises(AppError) as refused:
        record_transaction(**values, amount=Decimal(1), reference="R-4")
    assert refused.value.field == "refund_of"
    totals = transaction_totals(purchase.customer.record_ids, currency="IDR")
    assert (totals.count, totals.spent) == (1, 0)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": Decimal(-1)}, "amount"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("1e17")}, "amount"),
        ({"amount": Decimal("0.001")}, "amount"),
        ({"occurred_at": NOW + timedelta(seconds=1)}, "occurred_at"),
        ({"occurred_at": datetime(1900, 1, 1, tzinfo=UTC)}, "occurred_at"),
        ({"kind": "gift"}, "kind"),
        ({"kind": "refund"}, "refund_of"),
        ({"outstanding": Decimal(6)}, "outstanding"),
        ({"outstanding": Decimal(5)}, "due_on"),
        ({"reference": ""}, "reference"),
    ],
)
def test_impossible_transactions_are_refused_at_their_field(heard, fields, field):
    values = {"kind": "purchase", "amount": Decimal(5), "occurred_at": NOW, "reference": "T-1", **fields}
    with pytest.raises(AppError) as refused:
        record_transaction(customer=CustomerFactory(), at=NOW, **values)
    assert refused.value.field == field
    assert (Transaction.objects.count(), heard) == (0, [])


def test_a_purchase_of_somebody_else_can_not_be_refunded():
    theirs = TransactionFactory()
    with pytest.raises(AppError) as refused:
        record_transaction(
            customer=CustomerFactory(), kind="refund", refund_of=theirs, amount=Decimal(1), occurred_at=NOW, at=NOW,
            reference="R-1",
        )  # fmt: skip
    assert refused.value.field == "refund_of"


def test_totals_cover_the_merged_records_and_take_refunds_off():
    survivor = CustomerFactory()
    duplicate = TransactionFactory(amount=70).customer
    RefundFactory(refund_of=TransactionFactory(customer=survivor, amount=30), amount=10)
    merge_customers(duplicate=duplicate, survivor=survivor, at=NOW)
    assert transaction_totals(survivor.record_ids, currency="IDR").spent == 90


# --- departments ------------------------------------------------------------------------------------------------------


def test_a_department_becomes_an_internal_customer_once():
    department, user = DepartmentFactory(name="Marketing"), UserFactory()
    customer = register_department_as_customer(department=department, at=NOW, by=user)
    assert register_department_as_customer(department=department, at=NOW, by=user) == customer
    assert (customer.kind, customer.party_type, customer.name) == (Kind.INTERNAL, PartyType.ORGANISATION, "Marketing")


def test_department_names_are_unique_and_circles_are_refused():
    top = create_department(name="Operations")
    below = create_department(name="Kitchen", parent=top)
    with pytest.raises(AppError) as refused:
        create_department(name="KITCHEN")
    assert refused.value.field == "name"
    with pytest.raises(AppError) as refused:
        update_department(department=top, expected_version=1, name="Operations", parent=below, email="", is_active=True)
    assert refused.value.field == "parent"


def test_phones_of_a_merged_record_stay_with_it():
    phone, survivor = PhoneFactory(), CustomerFactory()
    merge_customers(duplicate=phone.customer, survivor=survivor, at=NOW)
    phone.refresh_from_db()
    assert phone.customer.merged_into == survivor
