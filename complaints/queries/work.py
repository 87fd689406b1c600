from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from common.formats import number
from complaints.enums import OPEN_STATUSES, EntryKind
from complaints.models import Cause, Complaint, ComplaintQuerySet, Entry
from customers.models import Customer


def day_start(day: date) -> datetime:
    """The first moment of a local day."""
    return timezone.make_aware(datetime.combine(day, time()))


def _in_tab(tab: str, user: User, at: datetime) -> Q:
    """What a tab of the work queue holds. Only open complaints are due, and only open ones wait."""
    tomorrow = day_start(timezone.localdate(at) + timedelta(days=1))
    return {
        "mine": Q(status__in=OPEN_STATUSES, owner=user),
        "unassigned": Q(status__in=OPEN_STATUSES, owner=None),
        "today": Q(next_due_at__gte=at, next_due_at__lt=tomorrow),
        "overdue": Q(next_due_at__lt=at),
        "waiting": Q(waiting_since__isnull=False),
        "open": Q(status__in=OPEN_STATUSES),
        "all": Q(),
    }[tab]


# Each tab with its order; what is open goes by due time, what waits by how long, the whole history by receipt.
TABS = MappingProxyType(
    {
        **dict.fromkeys(("mine", "unassigned", "today", "overdue"), ("next_due_at", "id")),
        "waiting": ("waiting_since", "id"),
        "open": ("next_due_at", "id"),
        "all": ("-received_at", "-id"),
    }
)
# The number on a tab is exact up to this; one more stands for "more than that".
COUNTED_TO = 1_000


def queue(*, user: User, tab: str, at: datetime) -> ComplaintQuerySet:
    """Complaints of one tab, with what a row shows, in the tab's order."""
    rows = tab_rows(user=user, tab=tab, at=at)
    return rows.select_related("customer", "cause", "owner").order_by(*TABS[tab])


def tab_rows(*, user: User, tab: str, at: datetime) -> ComplaintQuerySet:
    """What a tab holds for this person, in no order and without anything joined."""
    return Complaint.objects.visible_to(user).filter(_in_tab(tab, user, at))


def tab_counts(*, user: User, at: datetime) -> dict[str, int]:
    """How many complaints each tab of open ones holds, up to `COUNTED_TO` and one: a statement that reads no more."""
    parts: list[str] = []
    values: list[Any] = []
    for tab in (tab for tab in TABS if tab != "all"):
        rows = tab_rows(user=user, tab=tab, at=at).order_by().values("pk")[: COUNTED_TO + 1]
        sql, parameters = rows.query.sql_with_params()
        parts.append(f'(SELECT count(*) FROM ({sql}) AS held) AS "{tab}"')  # noqa: S608 - our own query
        values += parameters
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))


def tallied(count: int) -> str:
    """The number on a tab: 1,000+ for more than is counted."""
    return f"{number(COUNTED_TO)}+" if count > COUNTED_TO else number(count)


def visible_complaint(*, user: User, reference: str) -> Complaint:
    """One complaint with all the page shows; DoesNotExist also for one this person may not know of."""
    rows = Complaint.objects.visible_to(user)
    return rows.select_related(
        "customer__department",
        "cause__parent",
        "finding",
        "owner",
        "department",
        "logged_by",
        "about_person",
        "about_member",
    ).get(reference=reference)


def timeline_of_complaint(complaint: Complaint) -> QuerySet[Entry]:
    """What happened, the newest first."""
    return (
        complaint.entries.select_related("author", "mail")
        .prefetch_related("attachments")
        .order_by("-created_at", "-id")
    )


# What changes an answer that one is writing; moves and notes of the machine do not.
TOLD = (EntryKind.REPLY, EntryKind.CUSTOMER_MESSAGE, EntryKind.NOTE, EntryKind.STATUS)


def last_entry(complaint: Complaint) -> int:
    """The newest line of the timeline, by which a page says what it has shown; 0 for none."""
    return complaint.entries.aggregate(last=Max("pk"))["last"] or 0


def unseen_entries(complaint: Complaint, *, seen: int | None, by: User) -> QuerySet[Entry]:
    """What others wrote or did since a page was shown, oldest first; nothing where the page does not say."""
    if seen is None:
        return Entry.objects.none()
    news = complaint.entries.filter(pk__gt=seen, kind__in=TOLD).exclude(author=by)
    # A change of status by nobody is the machine's: it comes with the line that caused it.
    return news.exclude(kind=EntryKind.STATUS, author=None).select_related("author").order_by("pk")


def open_complaints_of(customer: Customer, *, user: User) -> ComplaintQuerySet:
    """Complaints of a customer that are not resolved, the most pressing first."""
    rows = Complaint.objects.visible_to(user).open().filter(customer__in=customer.record_ids)
    return rows.select_related("owner", "cause").order_by("next_due_at", "id")


def active_causes() -> QuerySet[Cause]:
    """Causes one can choose: the six, each followed by its finer ones."""
    return Cause.objects.filter(is_active=True).select_related("parent").order_by("position", "id")
