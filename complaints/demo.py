"""Two years of complaints for the demo: finished ones in bulk, those on the desk today one by one."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.utils import timezone

from accounts.enums import Role
from accounts.models import Department, User
from complaints import services
from complaints.demo_care import make_care
from complaints.demo_texts import (
    ANSWERS,
    CONFIDENTIAL,
    INTERNAL,
    NOTES,
    QUESTIONS,
    REOPENINGS,
    REPLIES,
    STORIES,
    WISHES,
)
from complaints.enums import (
    ON_THE_WAY,
    Channel,
    ClockKind,
    ClockOutcome,
    EntryKind,
    Priority,
    RemedyKind,
    RemedyStatus,
    Severity,
    Status,
    Verdict,
)
from complaints.models import (
    Cause,
    Clock,
    Complaint,
    Entry,
    HandlingPolicy,
    ReferenceCounter,
    Remedy,
)
from complaints.services.timetable import Timetable, next_due
from customers.enums import Kind
from customers.models import Customer

FINISHED = 240
INTERNAL_FINISHED = 10
DAYS = 3 * 365 - 40
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
PROPOSALS = (
    (RemedyKind.REFUND, 1_250_000, "Dua malam, kamar pengganti tidak tersedia"),
    (RemedyKind.COMPENSATION, 750_000, "Ganti rugi koper yang rusak"),
    (RemedyKind.VOUCHER, 500_000, "Makan malam untuk keluarga"),
    (RemedyKind.REFUND, 2_400_000, "Paket bulan madu dikembalikan penuh"),
)


@dataclass
class Book:
    """Rows on their way into the database, with what is needed to write them."""

    rng: random.Random
    today: date
    now: datetime
    timetable: Timetable
    causes: dict[str, Cause]
    agents: list[User]
    managers: list[User]
    departments: list[Department]
    counters: dict[int, int] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    remedies: list[Remedy] = field(default_factory=list)

    def reference(self, at: datetime) -> str:
        year = timezone.localtime(at).year
        self.counters[year] = self.counters.get(year, 0) + 1
        return f"K-{year}-{self.counters[year]:05d}"

    def weighted(self, weights: dict) -> str:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def after(self, at: datetime, hours: float) -> datetime:
        """So many working hours later."""
        return self.timetable.calendar.add(at, timedelta(hours=hours))

    def promised(self, complaint: Complaint, start: datetime) -> datetime:
        """When a complaint that begins then has to be solved."""
        clock = self.timetable.clock(complaint, ClockKind.SOLUTION, start)
        return clock.due_at if clock else start + timedelta(days=3)

    def note(self, complaint: Complaint, kind: EntryKind, at: datetime, by: User | None = None, **fields: str) -> None:
        self.entries.append(Entry(complaint=complaint, kind=kind, created_at=at, author=by, **fields))


def make_demo(rng: random.Random, today: date) -> None:
    """About 270 complaints; the last ones go through the services and leave a receipt in the inbox."""
    HandlingPolicy.objects.update_or_create(id=1, defaults={"monthly_budget": 25_000_000})
    people = User.objects.filter(is_active=True).order_by("id")
    book = Book(
        rng=rng,
        today=today,
        now=_now(today),
        timetable=Timetable.load(),
        causes={cause.slug: cause for cause in Cause.objects.all()},
        agents=[user for user in people if user.role == Role.AGENT],
        managers=[user for user in people if user.role == Role.MANAGER],
        departments=list(Department.objects.order_by("id")),
    )
    guests = Customer.objects.current().filter(kind=Kind.EXTERNAL, is_test=False).order_by("id")
    guests = list(guests)
    colleagues = list(Customer.objects.current().filter(kind=Kind.INTERNAL).order_by("id"))
    complaints = _finished(book, guests, colleagues) + _on_the_desk(book, guests)
    complaints.sort(key=lambda complaint: complaint.received_at)
    for complaint in complaints:
        complaint.reference = book.reference(complaint.received_at)
    clocks = [clock for complaint in complaints for clock in _clocks(book, complaint)]
    Complaint.objects.bulk_create(complaints)
    Clock.objects.bulk_create(clocks)
    Entry.objects.bulk_create(sorted(book.entries, key=lambda entry: entry.created_at))
    Remedy.objects.bulk_create(book.remedies)
    ReferenceCounter.objects.bulk_create(
        ReferenceCounter(year=year, last_number=number) for year, number in book.counters.items()
    )
    make_care(rng, book.now, complaints, book.managers)
    _goodwill(book, complaints)
    if colleagues:
        _confidential(book, colleagues)
    _fresh(book, guests)


def _clocks(book: Book, complaint: Complaint) -> list[Clock]:
    """The promises of a finished or open complaint, and what is most pressing of them."""
    clocks = []
    for kind, ended_at in (
        (ClockKind.FIRST_RESPONSE, complaint.first_response_at),
        (ClockKind.SOLUTION, complaint.resolved_at),
    ):
        clock = book.timetable.clock(complaint, kind, complaint.received_at)
        if clock is None:
            continue
        if kind == ClockKind.SOLUTION:
            clock.due_at = max(complaint.due_at, complaint.received_at)
        if ended_at is not None:
            clock.ended_at, clock.outcome, clock.warn_at = ended_at, ClockOutcome.MET, None
        elif clock.warn_at is not None:
            clock.warn_at, clock.warned = book.timetable.next_warning(clock), 0
        clocks.append(clock)
    pressing = next_due(clocks, is_waiting=complaint.is_waiting)
    if pressing is not None:
        complaint.next_due_at, complaint.next_due_kind = pressing.due_at, pressing.kind
    return clocks


def _now(today: date) -> datetime:
    """This moment when the demo is made for today, else ten in the morning of that day."""
    now = timezone.now()
    return now if timezone.localdate(now) == today else timezone.make_aware(datetime.combine(today, time(10)))


# --- what is over -------------------------------------------------------------------------------------


def _finished(book: Book, guests: Sequence[Customer], colleagues: Sequence[Customer]) -> list[Complaint]:
    moments = [_moment(book, day) for day in _busy_days(book)]
    complaints = []
    for place, at in enumerate(moments):
        if colleagues and place % (len(moments) // INTERNAL_FINISHED) == 0:
            complaint = _internal(book, book.rng.choice(colleagues), at)
        else:
            complaint = _story(book, _guest_of(book, guests, at), at)
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


def _story(book: Book, customer: Customer, at: datetime) -> Complaint:
    language = customer.language if customer.language in STORIES else "id"
    stories = STORIES[language]
    slug = book.rng.choices(list(stories), [len(told) for told in stories.values()])[0]
    summary, details, resolution = book.rng.choice(stories[slug])
    return _complaint(book, customer, at, slug, summary, details, resolution, language)


def _internal(book: Book, customer: Customer, at: datetime) -> Complaint:
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


def _finish(book: Book, complaint: Complaint) -> None:
    """From the desk of an officer to the customer's verdict."""
    promised = book.timetable.calendar.between(complaint.received_at, complaint.due_at).total_seconds() / 3600
    spent = promised * book.rng.choices([0.3, 0.6, 0.9, 1.5, 2.4], [22, 30, 28, 14, 6])[0] * book.rng.uniform(0.8, 1.1)
    resolved_at = min(book.after(complaint.received_at, spent), book.now - timedelta(hours=1))
    _take_up(book, complaint, until=resolved_at)
    _exchange(book, complaint, until=resolved_at)
    _grant(book, complaint, resolved_at)
    _settle(book, complaint, resolved_at)


def _take_up(book: Book, complaint: Complaint, *, until: datetime) -> None:
    """An officer takes it and answers for the first time."""
    officer, at = book.rng.choice(book.agents), complaint.received_at
    complaint.owner, complaint.status = officer, Status.INVESTIGATING
    taken_at = at + (until - at) * book.rng.uniform(0.02, 0.1)
    complaint.first_response_at = at + (until - at) * book.rng.uniform(0.12, 0.4)
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


# --- what is on the desk today --------------------------------------------------------------------------


def _on_the_desk(book: Book, guests: Sequence[Customer]) -> list[Complaint]:
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
    complaint = _story(book, customer, at)
    complaint.due_at, complaint.resolution = due_at, ""
    if place % 4 != 3:
        _take_up(book, complaint, until=book.now)
    if place % 3 == 0 and complaint.owner:
        complaint.owner = book.agents[0]
    return complaint


def _waiting(book: Book, customer: Customer, days: int) -> Complaint:
    since = book.now - timedelta(days=days, hours=2)
    complaint = _story(book, customer, since - timedelta(hours=20))
    complaint.resolution = ""
    _take_up(book, complaint, until=since)
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


# --- through the services ---------------------------------------------------------------------------------


def _goodwill(book: Book, complaints: Sequence[Complaint]) -> None:
    """Points for some of those whose complaint was solved in the last weeks, booked in the ledger."""
    solved = [c for c in complaints if c.resolved_at and not c.customer.is_internal][-12:]
    for complaint in book.rng.sample(solved, min(5, len(solved))):
        services.propose_remedy(
            complaint=complaint,
            kind=RemedyKind.POINTS,
            points=book.rng.choice([100, 150, 250]),
            at=complaint.resolved_at,
            by=complaint.owner,
        )


def _confidential(book: Book, colleagues: Sequence[Customer]) -> None:
    """One case that exists for the manager alone."""
    slug, summary, details = CONFIDENTIAL
    complaint = services.log_complaint(
        customer=book.rng.choice(colleagues),
        channel=Channel.LETTER,
        cause=book.causes[slug],
        summary=summary,
        details=details,
        severity=Severity.HIGH,
        is_restricted=True,
        named=book.managers,
        at=book.now - timedelta(hours=20),
        by=book.managers[0],
    )
    services.assign(complaint=complaint, owner=book.managers[0], at=book.now - timedelta(hours=19), by=book.managers[0])


def _fresh(book: Book, guests: Sequence[Customer]) -> None:
    """What came in during the last hours; the receipts are in the inbox."""
    reachable = [guest for guest in guests if guest.email]
    for minutes in (190, 95, 40, 15):
        customer = book.rng.choice(reachable)
        language = customer.language if customer.language in STORIES else "id"
        slug = book.rng.choice(list(STORIES[language]))
        summary, details, _resolution = book.rng.choice(STORIES[language][slug])
        services.log_complaint(
            customer=customer,
            channel=book.weighted(CHANNELS),
            cause=book.causes[slug],
            summary=summary,
            details=details,
            at=book.now - timedelta(minutes=minutes),
            by=book.rng.choice(book.agents),
        )
