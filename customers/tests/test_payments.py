"""What is left open, paid in parts, put off with a reason, and shown by currency."""

import html
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import AppError, NotAllowed
from customers.models import DueDateChange, Payment, Transaction
from customers.queries import totals_owed
from customers.services import change_due_date, merge_customers, record_payment, withdraw_payment
from customers.tests.factories import CustomerFactory, PaymentFactory, TransactionFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)
TODAY = date(2026, 3, 9)


@pytest.fixture
def owed():
    """A hundred thousand, due a month after it was bought."""
    return TransactionFactory(outstanding=100_000, due_on=date(2025, 2, 6), reference="INV-1")


def text_of(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def url(name: str, *args) -> str:
    return reverse(f"customers:{name}", args=args)


def pay(owed, amount, **values):
    values = {"paid_on": TODAY, "at": NOW, "by": UserFactory(), **values}
    return record_payment(of=owed, amount=Decimal(amount), **values)


def left(owed) -> Decimal:
    return Transaction.objects.get(pk=owed.pk).outstanding


def test_a_part_is_taken_off_once_however_often_the_form_is_sent(owed):
    key = uuid.uuid4()
    assert pay(owed, 30_000, submission_key=key) == pay(owed, 30_000, submission_key=key)
    assert left(owed) == 70_000
    pay(owed, 70_000)
    with pytest.raises(AppError) as refused:
        pay(owed, 1)
    assert refused.value.field == "amount"
    assert left(owed) == 0


@pytest.mark.parametrize(
    ("amount", "values", "field"),
    [
        (100_001, {}, "amount"),
        (0, {}, "amount"),
        (-5, {}, "amount"),
        (1, {"paid_on": TODAY + timedelta(days=1)}, "paid_on"),
        (1, {"paid_on": date(2025, 1, 5)}, "paid_on"),
        (1, {"kind": "gift"}, "kind"),
        (1, {"note": "x" * 301}, "note"),
    ],
)
def test_impossible_payments_are_refused_at_their_field(owed, amount, values, field):
    with pytest.raises(AppError) as refused:
        pay(owed, amount, **values)
    assert refused.value.field == field
    assert left(owed) == 100_000
    assert not Payment.objects.exists()


def test_waiving_is_for_managers_and_needs_a_reason(owed):
    with pytest.raises(NotAllowed):
        pay(owed, 10_000, kind="waiver", note="Good customer")
    manager = UserFactory(manager=True)
    with pytest.raises(AppError) as refused:
        pay(owed, 10_000, kind="waiver", by=manager)
    assert refused.value.field == "note"
    pay(owed, 10_000, kind="waiver", note="Good customer", by=manager)
    assert left(owed) == 90_000


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 60_000)), max_size=8))
def test_whatever_is_paid_and_taken_back_the_rest_is_what_was_not_paid(steps):
    owed = TransactionFactory(outstanding=100_000, due_on=TODAY)
    valid: list[Payment] = []
    for takes_back, amount in steps:
        if takes_back and valid:
            withdraw_payment(payment=valid.pop(), reason="Slip", at=NOW, by=UserFactory())
        elif amount <= left(owed):
            valid.append(pay(owed, amount))
        assert left(owed) == 100_000 - sum(payment.amount for payment in valid)


def test_a_payment_taken_back_twice_gives_its_amount_back_once(owed):
    payment = pay(owed, 30_000)
    with pytest.raises(AppError):
        withdraw_payment(payment=payment, reason=" ", at=NOW, by=UserFactory())
    for _twice in range(2):
        withdraw_payment(payment=payment, reason="Wrong customer", at=NOW, by=UserFactory())
    assert left(owed) == 100_000


@pytest.mark.django_db(transaction=True)
def test_of_many_cashiers_at_once_no_more_is_taken_than_is_owed():
    owed, cashier = TransactionFactory(outstanding=100_000, due_on=TODAY), UserFactory()

    def work(_number) -> bool:
        try:
            mine = Transaction.objects.get(pk=owed.pk)
            record_payment(
                of=mine, amount=Decimal(30_000), paid_on=TODAY, at=NOW, by=cashier, submission_key=uuid.uuid4()
            )
        except AppError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == 3
    assert left(owed) == 10_000


def test_another_day_is_agreed_with_a_reason_and_by_one_person_at_a_time(owed):
    values = {"of": owed, "at": NOW, "by": UserFactory(), "reason": "Cash flow"}
    with pytest.raises(AppError) as refused:
        change_due_date(**{**values, "reason": ""}, due_on=date(2026, 4, 1), expected=owed.due_on)
    assert refused.value.field == "reason"
    with pytest.raises(AppError):
        change_due_date(**values, due_on=owed.due_on, expected=owed.due_on)
    change_due_date(**values, due_on=date(2026, 4, 1), expected=date(2025, 2, 6))
    with pytest.raises(AppError, match="meanwhile|baru saja"):
        change_due_date(**values, due_on=date(2026, 5, 1), expected=date(2025, 2, 6))
    assert list(DueDateChange.objects.values_list("before", "after")) == [(date(2025, 2, 6), date(2026, 4, 1))]


def test_amounts_of_several_currencies_are_never_added_up(owed):
    TransactionFactory(outstanding=50, amount=50, currency="USD", due_on=date(2027, 1, 1))
    TransactionFactory(outstanding=20, amount=50, currency="USD", due_on=date(2025, 1, 7))
    sums = totals_owed(Transaction.objects.owed(), today=TODAY)
    assert [(one.currency, one.amount, one.overdue, one.count) for one in sums] == [
        ("IDR", 100_000, 100_000, 1), ("USD", 70, 20, 2),
    ]  # fmt: skip


# --- pages ------------------------------------------------------------------------------------------------------------


def test_a_payment_is_recorded_and_taken_back_on_the_customers_page(client, agent, owed):
    page = client.get(url("payment_create", owed.pk))
    assert 'name="kind"' not in page.content.decode()
    values = {"submission_key": uuid.uuid4(), "amount": "40.000", "paid_on": "10-01-2025", "note": "Cash"}
    page = client.post(url("payment_create", owed.pk), values, follow=True)
    assert "Recorded; IDR 60,000 of INV-1 is outstanding." in text_of(page)
    assert "IDR 60,000 of IDR 100,000" in text_of(page)
    payment = Payment.objects.get()
    assert payment.recorded_by == agent
    page = client.post(url("payment_withdraw", payment.pk), {"reason": "Wrong invoice"}, follow=True)
    assert "taken back: Wrong invoice" in text_of(page)
    assert left(owed) == 100_000


def test_a_refused_payment_keeps_what_was_typed(client, agent, owed):
    values = {"submission_key": uuid.uuid4(), "amount": "400.000", "paid_on": "10-01-2025", "note": "Typed 😀"}
    page = client.post(url("payment_create", owed.pk), values)
    assert page.status_code == 422
    assert "At most IDR 100,000 is outstanding." in text_of(page)
    assert "Typed 😀" in page.content.decode()


def test_the_day_is_moved_on_the_page_and_the_reason_stays_in_sight(client, agent, owed):
    values = {"submission_key": uuid.uuid4(), "due_on": "31-12-2099", "reason": "Cash flow", "expected": "06-02-2025"}
    page = client.post(url("due_date_change", owed.pk), values, follow=True)
    assert "moved from 6 Feb 2025 to 31 Dec 2099 by Rina Wulandari: Cash flow" in text_of(page)


def test_what_is_settled_or_cancelled_asks_for_no_payment(client, agent):
    for row in (TransactionFactory(), TransactionFactory(outstanding=5, due_on=TODAY, status="cancelled")):
        assert client.get(url("payment_create", row.pk)).status_code == 404


def test_managers_see_what_is_overdue_of_everybody_by_its_day(client, manager):
    duplicate, survivor = CustomerFactory(), CustomerFactory(name="Survivor")
    later = timezone.localdate() + timedelta(days=3)
    TransactionFactory(outstanding=5, due_on=date(2025, 3, 1), reference="B")
    TransactionFactory(outstanding=5, due_on=date(2025, 2, 1), reference="A", customer=duplicate)
    TransactionFactory(outstanding=5, due_on=later, reference="C")
    TransactionFactory(outstanding=5, due_on=date(2025, 1, 7), reference="X", status="cancelled")
    merge_customers(duplicate=duplicate, survivor=survivor, at=timezone.now())

    def shown(view: str = "") -> list[str]:
        return [row.reference for row in client.get(f"{url('payment_due_list')}?view={view}").context["page"]]

    assert (shown(), shown("soon"), shown("all")) == (["A", "B"], ["C"], ["A", "B", "C"])
    assert "Survivor" in text_of(client.get(url("payment_due_list")))
    lines = b"".join(client.get(url("payment_due_export"))).decode().splitlines()
    assert lines[0].lstrip("\ufeff").startswith("reference,customer,number,amount,outstanding,currency")
    assert lines[1].startswith(f"A,Survivor,{survivor.number},100000.00,5.00,IDR,2025-02-01,")


def test_the_list_of_payments_costs_the_same_for_three_and_thirty(client, manager):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{url('payment_due_list')}?size=50")
        return len(captured)

    PaymentFactory.create_batch(3)
    few = queries()
    PaymentFactory.create_batch(27)
    assert queries() == few <= 8


def test_what_everybody_owes_is_not_for_agents(client, agent):
    assert client.get(url("payment_due_list")).status_code == 403
    assert client.get(url("payment_due_export")).status_code == 403
