from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.formats import money
from customers.enums import InteractionKind, StandingSource, TransactionKind, TransactionStatus
from customers.models import (
    Customer,
    CustomerMerge,
    FollowUp,
    Interaction,
    LifeCycleChange,
    StandingChange,
    Transaction,
)
from customers.timeline import TimelineItem, TimelineSource, timeline_sources

_INTERACTION_ICONS = {
    InteractionKind.CALL: "phone",
    InteractionKind.VISIT: "map-pin",
    InteractionKind.EMAIL: "envelope",
    InteractionKind.CHAT: "chat-bubble-left-right",
    InteractionKind.MEETING: "user-group",
}


@dataclass(frozen=True)
class TimelinePage:
    """Items newest first; `older` is the moment to ask before for the next page, None at the end."""

    items: list[TimelineItem]
    older: datetime | None = None


def timeline_of(
    customer: Customer, *, user: User, before: datetime | None = None, limit: int = 15, source: str = ""
) -> TimelinePage:
    """What happened with a customer (and the duplicates folded into it), from all sources or the one called `source`.

    A page never ends between two items of the same moment, so asking for what came before it misses nothing.
    """
    items: list[TimelineItem] = []
    for one in all_sources():
        if source in ("", one.name):
            items += one.read(customer, user=user, before=before, limit=limit + 1)
    items.sort(key=lambda item: item.at, reverse=True)
    return _page(items, limit)


def all_sources() -> list[TimelineSource]:
    """Our own sources and those that the apps above have added."""
    return [*_OWN, *timeline_sources()]


def _page(items: list[TimelineItem], limit: int) -> TimelinePage:
    if len(items) <= limit:
        return TimelinePage(items)
    whole = [item for item in items[:limit] if item.at != items[limit].at] or items[:limit]
    return TimelinePage(whole, older=whole[-1].at)


def _before(rows: "QuerySet[Any]", field: str, before: datetime | None, limit: int) -> "QuerySet[Any]":
    if before is not None:
        rows = rows.filter(**{f"{field}__lt": before})
    return rows.order_by(f"-{field}", "-id")[:limit]


def _interactions(customer: Customer, *, user: User, before: datetime | None, limit: int) -> list[TimelineItem]:
    rows = Interaction.objects.filter(customer__in=customer.record_ids).select_related("user")
    return [
        TimelineItem(
            at=row.happened_at,
            kind="interaction",
            title=f"{row.get_kind_display()}: {row.summary}",
            body=_by(row.details, row.user),
            icon=_INTERACTION_ICONS[InteractionKind(row.kind)],
        )
        for row in _before(rows, "happened_at", before, limit)
    ]


def _follow_ups(customer: Customer, *, user: User, before: datetime | None, limit: int) -> list[TimelineItem]:
    rows = FollowUp.objects.filter(customer__in=customer.record_ids, done_at__isnull=False).select_related("done_by")
    return [
        TimelineItem(
            at=row.done_at,
            kind="follow_up",
            title=_("Follow-up done: %(task)s") % {"task": row.task},
            body=_by(row.outcome, row.done_by),
            url=row.url,
            icon="check-circle",
        )
        for row in _before(rows, "done_at", before, limit)
    ]


def _transactions(customer: Customer, *, user: User, before: datetime | None, limit: int) -> list[TimelineItem]:
    rows = Transaction.objects.filter(customer__in=customer.record_ids)
    return [
        TimelineItem(
            at=row.occurred_at,
            kind="transaction",
            title=f"{row.get_kind_display()} {money(row.amount, row.currency)}",
            body=_transaction_body(row),
            icon="arrow-uturn-left" if row.kind == TransactionKind.REFUND else "banknotes",
        )
        for row in _before(rows, "occurred_at", before, limit)
    ]


def _transaction_body(row: Transaction) -> str:
    state = "" if row.status == TransactionStatus.COMPLETED else str(row.get_status_display())
    return " · ".join(part for part in (row.reference, row.unit, state) if part)


def _standings(customer: Customer, *, user: User, before: datetime | None, limit: int) -> list[TimelineItem]:
    rows = StandingChange.objects.filter(customer__in=customer.record_ids).select_related("recorded_by")
    if before is not None:
        rows = rows.filter(effective_from__lte=timezone.localdate(before))
    items = [
        TimelineItem(
            at=_start_of(row),
            kind="standing",
            title=_("Now %(standing)s") % {"standing": row.get_standing_display()},
            body=_standing_body(row),
            icon="star",
        )
        for row in rows.order_by("-effective_from", "-id")[: limit + 1]
    ]
    return [item for item in items if before is None or item.at < before][:limit]


def _start_of(row: StandingChange | LifeCycleChange) -> datetime:
    """The moment a standing or stage began to hold; noted later on the same day, the moment of the note."""
    start = timezone.make_aware(datetime.combine(row.effective_from, time.min))
    return row.recorded_at if start <= row.recorded_at < start + timedelta(days=1) else start


def _standing_body(row: StandingChange | LifeCycleChange) -> str:
    if row.source == StandingSource.OVERRIDE:
        return _by(row.reason, row.recorded_by)
    return row.reason or str(row.get_source_display())


def _stages(customer: Customer, *, user: User, before: datetime | None, limit: int) -> list[TimelineItem]:
    rows = LifeCycleChange.objects.filter(customer__in=customer.record_ids).select_related("recorded_by")
    if before is not None:
        rows = rows.filter(effective_from__lte=timezone.localdate(before))
    items = [
        TimelineItem(
            at=_start_of(row),
            kind="stage",
            title=_("Now %(standing)s") % {"standing": row.get_stage_display()},
            body=_standing_body(row),
            icon="arrow-trending-up",
        )
        for row in rows.order_by("-effective_from", "-id")[: limit + 1]
    ]
    return [item for item in items if before is None or item.at < before][:limit]


def _merges(customer: Customer, *, user: User, before: datetime | None, limit: int) -> list[TimelineItem]:
    rows = CustomerMerge.objects.filter(survivor=customer, undone_at__isnull=True).select_related(
        "duplicate", "merged_by"
    )
    return [
        TimelineItem(
            at=row.merged_at,
            kind="merge",
            title=_("Duplicate merged into this record: %(name)s (%(number)s)")
            % {"name": row.duplicate.name, "number": row.duplicate.number},
            body=_by("", row.merged_by),
            url=row.duplicate.get_absolute_url(),
            icon="document-duplicate",
        )
        for row in _before(rows, "merged_at", before, limit)
    ]


def _by(text: str, person: User | None) -> str:
    """Text with the person who wrote it underneath."""
    return "\n".join(part for part in (text, f"– {person}" if person else "") if part)


_OWN = [
    TimelineSource("interactions", gettext_lazy("Interactions"), _interactions),
    TimelineSource("follow_ups", gettext_lazy("Follow-ups"), _follow_ups),
    TimelineSource("transactions", gettext_lazy("Transactions"), _transactions),
    TimelineSource("standings", gettext_lazy("Standing"), _standings),
    TimelineSource("stages", gettext_lazy("Life cycle"), _stages),
    TimelineSource("merges", gettext_lazy("Merges"), _merges),
]
