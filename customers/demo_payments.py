"""Agreed later payments of the demonstration: who may pay later, what was paid of it, which days were moved."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from accounts.enums import Role
from accounts.models import User
from customers.enums import PartyType, TransactionStatus
from customers.models import DueDateChange, Payment, Transaction

LATER = 40  # so many of the latest invoices of firms and communities were agreed to be paid later
AGREED_DAYS = (14, 30, 30, 45, 60)
REASONS = (
    "Anggaran pelanggan baru cair bulan depan",
    "Menunggu faktur pajak yang dibetulkan",
    "Waiting for the board to sign",
)
NOTES = ("Transfer BCA", "Transfer Mandiri", "Tunai di kantor depan", "")


def defer(rng: random.Random, rows: Sequence[Transaction], today: date) -> None:
    """A good customer may pay later, or in parts: the agreed day, and what is open of it."""
    firms = [
        row
        for row in rows
        if row.customer.party_type != PartyType.INDIVIDUAL
        and row.status == TransactionStatus.COMPLETED
        and row.occurred_at.date() > today - timedelta(days=120)
    ]
    for row in firms[-LATER:]:
        row.due_on = row.occurred_at.date() + timedelta(days=rng.choice(AGREED_DAYS))
        is_long_due = row.due_on < today - timedelta(days=20)
        row.outstanding = row.amount * rng.choice([Decimal(0), Decimal(0), Decimal("0.5")] if is_long_due else
                                                  [Decimal("0.5"), Decimal("0.25"), Decimal(1)])  # fmt: skip


def make_payments(rng: random.Random, rows: Sequence[Transaction], today: date) -> None:
    """What came in of the deferred ones, and why some of their days were moved."""
    people = list(User.objects.filter(is_active=True, role=Role.AGENT).order_by("pk"))
    deferred = [row for row in rows if row.due_on]
    Payment.objects.bulk_create(
        Payment(
            transaction=row,
            amount=row.amount - row.outstanding,
            paid_on=(paid_on := _between(rng, row, today)),
            note=rng.choice(NOTES),
            recorded_at=_moment(paid_on),
            recorded_by=rng.choice(people) if people else None,
        )
        for row in deferred
        if row.outstanding < row.amount
    )
    DueDateChange.objects.bulk_create(
        DueDateChange(
            transaction=row,
            before=(row.due_on or today) - timedelta(days=14),
            after=row.due_on,
            reason=rng.choice(REASONS),
            changed_at=_moment(_between(rng, row, today)),
            changed_by=rng.choice(people) if people else None,
        )
        for row in deferred[::4]
    )


def _between(rng: random.Random, row: Transaction, today: date) -> date:
    """A day after the purchase, not after today and hardly after it was due."""
    bought = row.occurred_at.date()
    last = min(today, (row.due_on or today) + timedelta(days=5))
    return bought + timedelta(days=rng.randint(0, max(0, (last - bought).days)))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(5), tzinfo=UTC)
