"""What is on the desk today: late, due, waiting for the customer."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from complaints.demo.book import Book
from complaints.demo.stories import story, take_up
from complaints.demo.texts import QUESTIONS
from complaints.enums import EntryKind, RemedyKind, RemedyStatus
from complaints.models import Complaint, Remedy
from customers.models import Customer

PROPOSALS = (
    (RemedyKind.REFUND, 1_250_000, "Dua malam, kamar pengganti tidak tersedia"),
    (RemedyKind.COMPENSATION, 750_000, "Ganti rugi koper yang rusak"),
    (RemedyKind.VOUCHER, 500_000, "Makan malam untuk keluarga"),
    (RemedyKind.REFUND, 2_400_000, "Paket bulan madu dikembalikan penuh"),
)


def on_the_desk(book: Book, guests: Sequence[Customer]) -> list[Complaint]:
    """Open complaints: late, due today, due later, waiting for the customer; some that nobody has taken."""
    dues = [
        *(book.now - timedelta(hours=hours) for hours in (3, 7, 26, 190)),
        *_later_today(book.now, 5),
        *(book.after(book.now, hours) for hours in (9, 14, 20, 26)),
    ]
    complaints = [_open(book, book.rng.choice(guests), due, place) for place, due in enumerate(dues)]
    waiting = [_waiting(book, book.rng.choice(guests), days) for days in (2, 8, 15)]
    for complaint, (kind, amount, description) in zip(complaints[1::3], PROPOSALS, strict=False):
        _propose(book, complaint, kind, amount, description)
    return complaints + waiting


def _later_today(now: datetime, count: int) -> Iterable[datetime]:
    """Moments spread over what is left of the day."""
    local = timezone.localtime(now)
    left = local.replace(hour=23, minute=55) - local
    evening = min(left, max(local.replace(hour=17, minute=0) - local, left / 2))
    return [now + evening * place / count for place in range(1, count + 1)]


def _open(book: Book, customer: Customer, due_at: datetime, place: int) -> Complaint:
    at = min(due_at - timedelta(hours=book.rng.uniform(26, 260)), book.now - timedelta(hours=2))
    complaint = story(book, customer, at)
    complaint.due_at, complaint.resolution = due_at, ""
    if place % 4 != 3:
        take_up(book, complaint, until=book.now)
    if place % 3 == 0 and complaint.owner:
        complaint.owner = book.agents[0]
    return complaint


def _waiting(book: Book, customer: Customer, days: int) -> Complaint:
    since = book.now - timedelta(days=days, hours=2)
    complaint = story(book, customer, since - timedelta(hours=20))
    complaint.resolution = ""
    take_up(book, complaint, until=since)
    complaint.waiting_since = since
    complaint.due_at = max(complaint.due_at, since + timedelta(hours=3))
    question = book.rng.choice(QUESTIONS[complaint.language])
    book.note(complaint, EntryKind.REPLY, since, complaint.owner, body=question)
    book.note(complaint, EntryKind.PAUSE, since, complaint.owner, new_value="waiting")
    return complaint


def _propose(book: Book, complaint: Complaint, kind: str, amount: int, description: str) -> None:
    at = book.now - timedelta(hours=book.rng.uniform(0.5, 1.9))
    proposer = complaint.owner or book.agents[0]
    fields = {"kind": kind, "amount": amount, "description": description}
    book.remedies.append(Remedy(complaint=complaint, proposed_by=proposer, proposed_at=at, **fields))
    moved = {"old_value": kind, "new_value": RemedyStatus.PROPOSED}
    book.note(complaint, EntryKind.REMEDY, at, proposer, body=description, **moved)
