from datetime import UTC, datetime

import factory

from accounts.tests.factories import DepartmentFactory, UserFactory
from complaints.enums import OPEN_STATUSES, Channel, ClockKind, EntryKind, RemedyKind, Status, TimeUnit
from complaints.models import Cause, Clock, Complaint, DeadlineSet, Entry, Promise, Remedy
from customers.tests.factories import CustomerFactory

__all__ = [
    "ComplaintFactory",
    "CustomerFactory",
    "DepartmentFactory",
    "EntryFactory",
    "PromiseFactory",
    "RemedyFactory",
    "UserFactory",
    "a_cause",
    "with_solution_clock",
]

RECEIVED_AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday at nine in Jakarta


def a_cause(slug: str = "slow_response") -> Cause:
    """One of the causes every installation has."""
    return Cause.objects.get(slug=slug)


def is_running(row) -> bool:
    return row.status in OPEN_STATUSES and row.waiting_since is None


class ComplaintFactory(factory.django.DjangoModelFactory):
    """A new complaint by phone without an officer; traits give the later states, `confidential` hides it from all."""

    class Meta:
        model = Complaint

    class Params:
        in_progress = factory.Trait(status=Status.INVESTIGATING, owner=factory.SubFactory(UserFactory))
        waiting = factory.Trait(in_progress=True, waiting_since=RECEIVED_AT)
        resolved = factory.Trait(
            status=Status.ANSWERED,
            owner=factory.SubFactory(UserFactory),
            resolution="We apologised and refunded the deposit.",
            first_response_at=RECEIVED_AT,
            resolved_at=datetime(2026, 3, 3, 2, 0, tzinfo=UTC),
        )
        closed = factory.Trait(resolved=True, status=Status.CLOSED, closed_at=datetime(2026, 3, 10, 2, 0, tzinfo=UTC))
        confidential = factory.Trait(is_restricted=True)

    reference = factory.Sequence(lambda n: f"K-2026-{n + 90000:05d}")
    customer = factory.SubFactory(CustomerFactory)
    channel = Channel.PHONE
    status = Status.RECEIVED
    waiting_since = None
    summary = factory.Sequence(lambda n: f"Nobody called back about booking {n}")
    cause = factory.LazyFunction(a_cause)
    received_at = RECEIVED_AT
    due_at = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
    next_due_at = factory.LazyAttribute(lambda row: row.due_at if is_running(row) else None)
    next_due_kind = factory.LazyAttribute(lambda row: "solution" if is_running(row) else "")


def with_solution_clock(complaint: Complaint) -> Complaint:
    """The promise that `due_at` of a made-up complaint speaks of, as a clock."""
    Clock.objects.create(
        complaint=complaint, kind=ClockKind.SOLUTION, deadlines=DeadlineSet.objects.get(slug="house"), amount=24,
        unit=TimeUnit.WORKING_HOURS, started_at=min(complaint.received_at, complaint.due_at), due_at=complaint.due_at,
        ended_at=complaint.resolved_at, outcome="met" if complaint.resolved_at else "",
    )  # fmt: skip
    return complaint


class EntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Entry

    complaint = factory.SubFactory(ComplaintFactory)
    kind = EntryKind.NOTE
    body = "Asked the front office for the call log"
    created_at = RECEIVED_AT


class RemedyFactory(factory.django.DjangoModelFactory):
    """A proposal above what staff may grant alone, waiting for a manager."""

    class Meta:
        model = Remedy

    complaint = factory.SubFactory(ComplaintFactory)
    kind = RemedyKind.REFUND
    amount = 1_000_000
    proposed_by = factory.SubFactory(UserFactory)
    proposed_at = RECEIVED_AT


class PromiseFactory(factory.django.DjangoModelFactory):
    """A call promised for the day after the complaint came in."""

    class Meta:
        model = Promise

    complaint = factory.SubFactory(ComplaintFactory)
    what = "Call back about the refund"
    owner = factory.SubFactory(UserFactory)
    made_at = RECEIVED_AT
    due_at = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
    agreed_at = factory.SelfAttribute("due_at")
    first_due_at = factory.SelfAttribute("due_at")
