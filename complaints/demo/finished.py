"""Complaints that are over: from the desk of an officer to the customer's verdict."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from complaints.demo.book import Book
from complaints.demo.stories import internal, story, take_up
from complaints.demo.texts import ANSWERS, NOTES, QUESTIONS, REOPENINGS
from complaints.enums import EntryKind, RemedyKind, RemedyStatus, Status, Verdict
from complaints.models import Complaint, Remedy
from customers.models import Customer

FINISHED = 240
INTERNAL_FINISHED = 10
DAYS = 3 * 365 - 40
# Complaints a month of the year, against the average: school holidays and the turn of the year are the busy times.
SEASON = (1.3, 0.8, 0.8, 1.1, 0.9, 1.4, 1.4, 0.9, 0.8, 0.8, 0.9, 1.5)
REMEDIES = (
    (RemedyKind.APOLOGY, 0),
    (RemedyKind.EXPLANATION, 0),
    (RemedyKind.DISCOUNT, 150_000),
    (RemedyKind.VOUCHER, 200_000),
    (RemedyKind.REFUND, 225_000),
    (RemedyKind.COMPENSATION, 175_000),
)


def finished(book: Book, guests: Sequence[Customer], colleagues: Sequence[Customer]) -> list[Complaint]:
    moments = [_moment(book, day) for day in _busy_days(book)]
    complaints = []
    for place, at in enumerate(moments):
        if colleagues and place % (len(moments) // INTERNAL_FINISHED) == 0:
            complaint = internal(book, book.rng.choice(colleagues), at)
        else:
            complaint = story(book, _guest_of(book, guests, at), at)
        _finish(book, complaint)
        complaints.append(complaint)
    return complaints


def _busy_days(book: Book) -> list[date]:
    ages = range(2, DAYS)
    # The business grows: the last weeks bring several times as many complaints as three years ago.
    weights = [SEASON[(book.today - timedelta(days=age)).month - 1] * (1 + 6 * (1 - age / DAYS) ** 3) for age in ages]
    days = [book.today - timedelta(days=age) for age in book.rng.choices(ages, weights, k=FINISHED)]
    # Some cases of the last days of December stay open over the turn of the year.
    return sorted(days + [date(book.today.year - 1, 12, day) for day in range(22, 31)])


def _moment(book: Book, day: date) -> datetime:
    clock = time(book.rng.randint(7, 20), book.rng.randint(0, 59))
    return timezone.make_aware(datetime.combine(day, clock))


def _guest_of(book: Book, guests: Sequence[Customer], at: datetime) -> Customer:
    """Somebody who was a customer by then."""
    for _attempt in range(20):
        guest = book.rng.choice(guests)
        if guest.created_at <= at:
            return guest
    return guest


def _finish(book: Book, complaint: Complaint) -> None:
    """From the desk of an officer to the customer's verdict."""
    promised = book.timetable.calendar.between(complaint.received_at, complaint.due_at).total_seconds() / 3600
    spent = promised * book.rng.choices([0.3, 0.6, 0.9, 1.5, 2.4], [22, 30, 28, 14, 6])[0] * book.rng.uniform(0.8, 1.1)
    resolved_at = min(book.after(complaint.received_at, spent), book.now - timedelta(hours=1))
    take_up(book, complaint, until=resolved_at)
    _exchange(book, complaint, until=resolved_at)
    _grant(book, complaint, resolved_at)
    _settle(book, complaint, resolved_at)


def _exchange(book: Book, complaint: Complaint, *, until: datetime) -> None:
    """Notes of colleagues, and a question that the customer answers."""
    first, left = complaint.first_response_at, until - complaint.first_response_at
    if book.rng.random() < 0.45:
        writer = book.rng.choice(book.agents + book.managers)
        book.note(complaint, EntryKind.NOTE, first + left * 0.2, writer, body=book.rng.choice(NOTES))
    if book.rng.random() < 0.25:
        number = book.rng.randrange(2)
        question, answer = QUESTIONS[complaint.language][number], ANSWERS[complaint.language][number]
        book.note(complaint, EntryKind.REPLY, first + left * 0.4, complaint.owner, body=question)
        book.note(complaint, EntryKind.CUSTOMER_MESSAGE, first + left * 0.6, body=answer)


def _grant(book: Book, complaint: Complaint, at: datetime) -> None:
    """What was given within the limits; above them a manager said yes, or now and then no."""
    if book.rng.random() > 0.55:
        return
    kind, amount = book.rng.choice(REMEDIES)
    amount = round(amount * book.rng.uniform(0.4, 1.1), -3)
    status, manager, reason = RemedyStatus.APPROVED, None, ""
    if amount and book.managers and book.rng.random() < 0.2:
        amount, manager = amount * 4, book.managers[0]
        if book.rng.random() < 0.2:
            status, reason = RemedyStatus.REJECTED, "Layanan sudah dipakai penuh; cukup potongan harga."
    proposed_at = complaint.first_response_at + (at - complaint.first_response_at) * 0.7
    book.remedies.append(
        Remedy(
            complaint=complaint,
            kind=kind,
            amount=amount,
            status=status,
            proposed_by=complaint.owner,
            proposed_at=proposed_at,
            decided_by=manager,
            decided_at=at - timedelta(minutes=5) if manager else proposed_at,
            decision_reason=reason,
        )
    )
    book.note(complaint, EntryKind.REMEDY, proposed_at, complaint.owner, old_value=kind, new_value=status, body=reason)


def _settle(book: Book, complaint: Complaint, at: datetime) -> None:
    """Resolved, refused by some, and closed by the customer's word or by silence."""
    _resolve(book, complaint, at)
    if book.rng.random() < 0.07 and at < book.now - timedelta(days=12):
        again_at = at + timedelta(days=book.rng.uniform(0.5, 3))
        reason = book.rng.choice(REOPENINGS[complaint.language])
        refused = {"old_value": Status.ANSWERED, "new_value": Status.REFUSED}
        book.note(complaint, EntryKind.STATUS, again_at, None, body=reason, **refused)
        gone_on = {"old_value": Status.REFUSED, "new_value": Status.INVESTIGATING}
        book.note(complaint, EntryKind.STATUS, again_at, complaint.owner, **gone_on)
        complaint.reopened_count, complaint.due_at = 1, book.promised(complaint, again_at)
        at = book.after(again_at, book.rng.uniform(2, 30))
        _resolve(book, complaint, at)
    accepts = book.rng.random() < 0.55
    closed_at = at + timedelta(days=book.rng.uniform(0.1, 4) if accepts else 7)
    if closed_at > book.now:
        return
    complaint.status, complaint.closed_at = Status.CLOSED, closed_at
    complaint.verdict = Verdict.ACCEPTED if accepts else ""
    complaint.updated_at = closed_at
    book.note(complaint, EntryKind.STATUS, closed_at, old_value=Status.ANSWERED, new_value=Status.CLOSED)


def _resolve(book: Book, complaint: Complaint, at: datetime) -> None:
    complaint.status, complaint.resolved_at, complaint.updated_at = Status.ANSWERED, at, at
    moved = {"old_value": Status.INVESTIGATING, "new_value": Status.ANSWERED}
    book.note(complaint, EntryKind.STATUS, at, complaint.owner, body=complaint.resolution, **moved)
