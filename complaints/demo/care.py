"""What comes after the answer in the demo: payments, budgets, promises with a date."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.models import Department, User
from complaints.demo.book import Book
from complaints.enums import CareOutcome, Decision, EntryKind, PromiseOutcome, RemedyStatus
from complaints.models import AfterCare, CharterVersion, Complaint, Entry, Promise, Remedy, RemedyBudget
from customers.models import FollowUp

PROMISES = {
    "id": ("Menelepon kembali dengan hasil pemeriksaan", "Mengirim pengembalian dana", "Mengirim teknisi ke kamar"),
    "en": ("Call back with what we found", "Send the refund", "Send a technician to the room"),
}
TASK = "Tanyakan apakah yang kita selesaikan tetap selesai"
BUDGETS = (2_000_000, 1_500_000)


CHARTER = {
    "vision_id": "Setiap tamu pulang dengan keinginan untuk kembali.",
    "vision_en": "Every guest leaves wanting to come back.",
    "promise_id": "Kami mendengarkan sampai selesai, mengakui kesalahan kami, dan menepati tanggal yang kami sebutkan.",
    "promise_en": "We listen to the end, admit our mistakes, and keep the dates we name.",
    "channels_id": "Meja layanan di lobi buka setiap hari.",
    "channels_en": "The service desk in the lobby is open every day.",
    "shows_performance": True,
}


def decide(rng: random.Random, complaints: Sequence[Complaint]) -> None:
    """What the answers said of the requests; most were granted, some answers left it open."""
    for complaint in complaints:
        if complaint.resolved_at:
            complaint.decision = rng.choices([*Decision, ""], [72, 14, 6, 8])[0]


def make_care(book: Book, complaints: Sequence[Complaint]) -> None:
    """Granted money of more than a week ago was paid; every fourth complaint had a date promised."""
    rng, now, managers = book.rng, book.now, book.managers
    CharterVersion.objects.create(
        published_at=now - timedelta(days=60), published_by=managers[0] if managers else None, **CHARTER
    )
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
    _ask_again(rng, now, complaints)


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
    ended_at = due_at - timedelta(hours=rng.uniform(-3, 40))
    promise.ended_at = min(max(ended_at, made_at), now)
    promise.ended_by, promise.outcome = complaint.owner, PromiseOutcome.DONE
    return promise


def _ask_again(rng: random.Random, now: datetime, complaints: Sequence[Complaint]) -> None:
    """Customers whose complaint was closed in the last fifteen months were asked again, but for a third of them."""
    since = now - timedelta(days=450)
    closed = [complaint for complaint in complaints if complaint.status == "closed" and complaint.resolved_at > since]
    mine = [c for c in closed if not c.customer.is_internal and not c.customer.do_not_contact]
    solved = [complaint for complaint in mine if rng.random() < 0.65]
    cares, tasks = [], []
    for complaint in solved:
        for days in (14, 90):
            due_at = complaint.resolved_at + timedelta(days=days)
            if due_at > now + timedelta(days=60):
                continue
            task = FollowUp(
                customer=complaint.customer, owner=complaint.owner, task=TASK, due_at=due_at,
                created_at=complaint.closed_at, source_key=f"after-care:demo:{complaint.pk}:{days}",
            )  # fmt: skip
            care = AfterCare(complaint=complaint, round=complaint.reopened_count, days=days, follow_up=task)
            if due_at < now - timedelta(days=1):
                care.outcome = rng.choices(list(CareOutcome), [72, 10, 18])[0]
                task.done_at = care.noted_at = min(due_at + timedelta(hours=rng.uniform(-6, 20)), now)
                task.done_by = care.noted_by = complaint.owner
                task.outcome = str(care.outcome.label)
            tasks.append(task)
            cares.append(care)
    FollowUp.objects.bulk_create(tasks)
    AfterCare.objects.bulk_create(cares)
    open_cares = AfterCare.objects.filter(outcome="").select_related("follow_up")
    for care in open_cares:
        care.follow_up.url = f"/complaints/after-care/{care.pk}/"
    FollowUp.objects.bulk_update([care.follow_up for care in open_cares], ["url"])
