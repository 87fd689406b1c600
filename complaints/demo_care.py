"""What comes after the answer in the demo: payments, budgets, promises with a date."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.models import Department, User
from complaints.enums import EntryKind, PromiseOutcome, RemedyStatus
from complaints.models import Complaint, Entry, Promise, Remedy, RemedyBudget

PROMISES = {
    "id": ("Menelepon kembali dengan hasil pemeriksaan", "Mengirim pengembalian dana", "Mengirim teknisi ke kamar"),
    "en": ("Call back with what we found", "Send the refund", "Send a technician to the room"),
}
BUDGETS = (4_000_000, 2_500_000)


def make_care(rng: random.Random, now: datetime, complaints: Sequence[Complaint], managers: Sequence[User]) -> None:
    """Granted money of more than a week ago was paid; every fourth complaint had a date promised."""
    for department, amount in zip(Department.objects.order_by("id"), BUDGETS, strict=False):
        RemedyBudget.objects.create(department=department, monthly_amount=amount)
    _pay(rng, now, managers)
    promises = [_promise(rng, now, complaint) for complaint in complaints if complaint.owner and rng.random() < 0.25]
    Promise.objects.bulk_create(promises)
    Entry.objects.bulk_create(
        Entry(
            complaint=promise.complaint, kind=EntryKind.PROMISE, body=promise.what, author=promise.made_by,
            created_at=promise.made_at, new_value=promise.due_at.isoformat(),
        )
        for promise in promises
    )  # fmt: skip


def _pay(rng: random.Random, now: datetime, managers: Sequence[User]) -> None:
    old = Remedy.objects.filter(
        status=RemedyStatus.APPROVED, amount__gt=0, decided_at__lt=now - timedelta(days=8)
    ).select_related("complaint")
    paid = list(old.order_by("decided_at", "id"))
    for number, remedy in enumerate(paid, start=1):
        remedy.paid_at = min(remedy.decided_at + timedelta(days=rng.uniform(0.2, 5)), now)
        remedy.paid_by = rng.choice(managers) if managers else None
        remedy.payment_reference = f"TRF-{remedy.paid_at:%y%m}-{number:04d}"
        remedy.department_id = remedy.complaint.department_id
    Remedy.objects.bulk_update(paid, ["paid_at", "paid_by", "payment_reference", "department"])


def _promise(rng: random.Random, now: datetime, complaint: Complaint) -> Promise:
    made_at = complaint.first_response_at or complaint.received_at
    due_at = made_at + timedelta(days=rng.choice([1, 1, 2, 3]))
    promise = Promise(
        complaint=complaint, what=rng.choice(PROMISES[complaint.language]), owner=complaint.owner, due_at=due_at,
        agreed_at=due_at, first_due_at=due_at, made_at=made_at, made_by=complaint.owner,
    )  # fmt: skip
    if complaint.is_open:
        # On the desk: some of them are due today, one or two are late.
        promise.due_at = promise.agreed_at = promise.first_due_at = now + timedelta(hours=rng.uniform(-20, 60))
        promise.made_at = min(made_at, promise.due_at - timedelta(hours=1))
        return promise
    ended_at = due_at - timedelta(hours=rng.uniform(-14, 30))
    promise.ended_at = min(max(ended_at, made_at), now)
    promise.ended_by, promise.outcome = complaint.owner, PromiseOutcome.DONE
    return promise
