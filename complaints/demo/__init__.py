"""Two years of complaints for the demo: finished ones in bulk, those on the desk today one by one."""

import random
from datetime import date, datetime, time

from django.utils import timezone

from accounts.enums import Role
from accounts.models import Department, User
from complaints.demo.book import Book
from complaints.demo.care import decide, make_care
from complaints.demo.desk import on_the_desk
from complaints.demo.doors import doors
from complaints.demo.finished import finished
from complaints.demo.learning import findings, improvements, problems
from complaints.demo.live import confidential, fresh, goodwill
from complaints.demo.rules import draft, rules
from complaints.enums import ClockKind, ClockOutcome
from complaints.models import (
    Cause,
    Clock,
    Complaint,
    DepartmentCalendar,
    Entry,
    Finding,
    HandlingPolicy,
    ReferenceCounter,
    Remedy,
    stretches_of,
)
from complaints.services.silence import take_silence_readings
from complaints.services.timetable import Timetable, next_due
from customers.enums import Kind
from customers.models import Customer


def make_demo(rng: random.Random, today: date) -> None:
    """About 270 complaints; the last ones go through the services and leave a receipt in the inbox."""
    HandlingPolicy.objects.update_or_create(id=1, defaults={"monthly_budget": 7_500_000})
    _give_hours()
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
    complaints = finished(book, guests, colleagues) + on_the_desk(book, guests)
    complaints.sort(key=lambda complaint: complaint.received_at)
    for complaint in complaints:
        complaint.reference = book.reference(complaint.received_at)
    clocks = [clock for complaint in complaints for clock in _clocks(book, complaint)]
    decide(rng, complaints)
    Complaint.objects.bulk_create(complaints)
    Clock.objects.bulk_create(clocks)
    Entry.objects.bulk_create(sorted(book.entries, key=lambda entry: entry.created_at))
    Remedy.objects.bulk_create(book.remedies)
    Finding.objects.bulk_create(findings(book, complaints))
    ReferenceCounter.objects.bulk_create(
        ReferenceCounter(year=year, last_number=number) for year, number in book.counters.items()
    )
    make_care(book, complaints)
    goodwill(book, complaints)
    if colleagues:
        confidential(book, colleagues)
    rules(book)
    fresh(book, guests)
    doors(book, guests)
    problems(book, complaints)
    improvements(book)
    draft(book, book.agents[0], complaints)
    take_silence_readings(at=book.now)


def _give_hours() -> None:
    """The department that guests meet first works in the evening and on holidays too."""
    if department := Department.objects.filter(name="Kantor Depan").first():
        week = {day: [(time(7), time(21))] for day in range(7)}
        DepartmentCalendar.objects.get_or_create(
            department=department, defaults={"stretches": stretches_of(week), "keeps_holidays": False}
        )


def _clocks(book: Book, complaint: Complaint) -> list[Clock]:
    """The promises of a finished or open complaint, and what is most pressing of them."""
    clocks = []
    for kind, ended_at in (
        (ClockKind.FIRST_RESPONSE, complaint.first_response_at),
        (ClockKind.SOLUTION, complaint.resolved_at),
    ):
        clock = book.timetable.of(complaint).clock(complaint, kind, complaint.received_at)
        if clock is None:
            continue
        if kind == ClockKind.SOLUTION:
            clock.due_at = max(complaint.due_at, complaint.received_at)
        if ended_at is not None:
            clock.ended_at, clock.outcome, clock.warn_at = ended_at, ClockOutcome.MET, None
        elif clock.warn_at is not None:
            clock.warn_at, clock.warned = book.timetable.of(complaint).next_warning(clock), 0
        clocks.append(clock)
    pressing = next_due(clocks, is_waiting=complaint.is_waiting)
    if pressing is not None:
        complaint.next_due_at, complaint.next_due_kind = pressing.due_at, pressing.kind
    return clocks


def _now(today: date) -> datetime:
    """This moment when the demo is made for today, else ten in the morning of that day."""
    now = timezone.now()
    return now if timezone.localdate(now) == today else timezone.make_aware(datetime.combine(today, time(10)))
