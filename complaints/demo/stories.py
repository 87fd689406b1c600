"""A complaint as it comes in, and an officer who takes it up."""

from datetime import datetime
from itertools import pairwise

from complaints.demo.book import Book
from complaints.demo.texts import INTERNAL, REPLIES, STORIES, WISHES
from complaints.enums import ON_THE_WAY, Channel, ClockKind, EntryKind, Priority, Severity, Status
from complaints.models import Complaint
from customers.models import Customer

CHANNELS = {
    Channel.PHONE: 34,
    Channel.WHATSAPP: 22,
    Channel.COUNTER: 14,
    Channel.EMAIL: 12,
    Channel.WEB: 10,
    Channel.SOCIAL: 5,
    Channel.LETTER: 2,
    Channel.CHAT: 1,
}
SEVERITIES = {Severity.NORMAL: 62, Severity.LOW: 14, Severity.HIGH: 19, Severity.CRITICAL: 5}
FIRST_PRIORITY = {
    Severity.LOW: Priority.LOW,
    Severity.NORMAL: Priority.NORMAL,
    Severity.HIGH: Priority.HIGH,
    Severity.CRITICAL: Priority.URGENT,
}


def story(book: Book, customer: Customer, at: datetime) -> Complaint:
    language = customer.language if customer.language in STORIES else "id"
    stories = STORIES[language]
    slug = book.rng.choices(list(stories), [len(told) for told in stories.values()])[0]
    summary, details, resolution = book.rng.choice(stories[slug])
    return _complaint(book, customer, at, slug, summary, details, resolution, language)


def internal(book: Book, customer: Customer, at: datetime) -> Complaint:
    slug, summary, details, resolution = book.rng.choice(INTERNAL)
    complaint = _complaint(book, customer, at, slug, summary, details, resolution, "id")
    others = [department for department in book.departments if department.pk != customer.department_id]
    complaint.department = book.rng.choice(others)
    return complaint


def _complaint(
    book: Book, customer: Customer, at: datetime, slug: str, summary: str, details: str, resolution: str, language: str
) -> Complaint:
    severity = book.weighted(SEVERITIES)
    complaint = Complaint(
        customer=customer,
        channel=book.weighted(CHANNELS),
        language=language,
        cause=book.causes[slug],
        summary=summary,
        details=details if book.rng.random() < 0.85 else "",
        expected_outcome=book.rng.choice(WISHES[language]) if book.rng.random() < 0.4 else "",
        department=book.rng.choice(book.departments) if book.rng.random() < 0.7 else None,
        severity=severity,
        priority=FIRST_PRIORITY[severity],
        status=Status.ACKNOWLEDGED,
        acknowledged_at=at,
        resolution=resolution,
        received_at=at,
        updated_at=at,
    )
    complaint.due_at = book.promised(complaint, at)
    complaint.logged_by = None if complaint.channel == Channel.WEB else book.rng.choice(book.agents)
    book.note(complaint, EntryKind.RECEIVED, at, complaint.logged_by, new_value=complaint.channel)
    book.note(complaint, EntryKind.STATUS, at, old_value=Status.RECEIVED, new_value=Status.ACKNOWLEDGED)
    return complaint


def take_up(book: Book, complaint: Complaint, *, until: datetime) -> None:
    """An officer takes it and answers for the first time."""
    officer, at = book.rng.choice(book.agents), complaint.received_at
    complaint.owner, complaint.status = officer, Status.INVESTIGATING
    taken_at = at + (until - at) * book.rng.uniform(0.02, 0.1)
    complaint.first_response_at = _first_response(book, complaint, taken_at, until)
    book.note(complaint, EntryKind.ASSIGNMENT, taken_at, officer, new_value=str(officer))
    complaint.assessed_at = taken_at
    for old, new in pairwise(ON_THE_WAY[1:]):
        book.note(complaint, EntryKind.STATUS, taken_at, officer, old_value=old, new_value=new)
    book.note(
        complaint,
        EntryKind.REPLY,
        complaint.first_response_at,
        officer,
        body=book.rng.choice(REPLIES[complaint.language]),
    )


def _first_response(book: Book, complaint: Complaint, taken_at: datetime, until: datetime) -> datetime:
    """Most answer within the promise, some late, and all before the case is solved."""
    promise = book.timetable.of(complaint).clock(complaint, ClockKind.FIRST_RESPONSE, complaint.received_at)
    hours = book.timetable.calendar.between(taken_at, promise.due_at).total_seconds() / 3600 if promise else 4
    spent = hours * book.rng.choices([0.3, 0.7, 1.4], [50, 38, 12])[0] * book.rng.uniform(0.8, 1.1)
    return min(book.after(taken_at, spent), taken_at + (until - taken_at) * 0.6)
