"""Our own kinds of items in the history of a customer, by the same door as those of the apps above."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, DateTimeField, F, Func, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from common.formats import money, number
from customers.enums import InteractionKind, Reached, StandingSource, TransactionKind, TransactionStatus
from customers.models import (
    Customer,
    CustomerMerge,
    FollowUp,
    Interaction,
    LifeCycleChange,
    Payment,
    StandingChange,
    Transaction,
)
from customers.permissions import can_correct_interaction
from customers.timeline import TimelineItem, register_timeline

_INTERACTION_ICONS = {
    InteractionKind.CALL: "phone",
    InteractionKind.VISIT: "map-pin",
    InteractionKind.EMAIL: "envelope",
    InteractionKind.CHAT: "chat-bubble-left-right",
    InteractionKind.MEETING: "user-group",
    InteractionKind.LETTER: "inbox",
    InteractionKind.NOTE: "pencil-square",
}


class _DayStart(Func):
    """The first moment of a day by the clocks of the business."""

    function = "timezone"
    template = "%(function)s(%(expressions)s::timestamp)"
    output_field = DateTimeField()

    def __init__(self, day: str, **extra: Any):
        super().__init__(Value(settings.TIME_ZONE), F(day), **extra)


def _with_beginning(rows: "QuerySet[Any]", day: str = "effective_from", noted: str = "recorded_at") -> "QuerySet[Any]":
    """When something that is known by its day began; noted on that same day, the moment of the note."""
    start = _DayStart(day)
    on_that_day = When(**{f"{noted}__gte": start, f"{noted}__lt": start + timedelta(days=1)}, then=F(noted))
    return rows.annotate(began_at=Case(on_that_day, default=start))


def interactions(customer: Customer, user: User) -> "QuerySet[Interaction]":
    return Interaction.objects.filter(customer__in=customer.record_ids).select_related("user")


def interaction_item(row: Interaction, user: User) -> TimelineItem:
    may_correct = can_correct_interaction(user, row, timezone.now())
    return TimelineItem(
        at=row.happened_at,
        kind="note" if row.kind == InteractionKind.NOTE else "interaction",
        title=f"{row.get_kind_display()}: {row.summary}",
        body=_by("\n".join(part for part in (row.details, _how(row)) if part), row.user),
        icon=_INTERACTION_ICONS[InteractionKind(row.kind)],
        edit_url=reverse("customers:interaction_edit", args=[row.pk]) if may_correct else "",
    )


def _how(row: Interaction) -> str:
    """Who began it, whether somebody was reached, how long it took; what goes without saying is left out."""
    reached = "" if row.reached in ("", Reached.REACHED) else row.get_reached_display()
    minutes = ngettext("%(count)s minute", "%(count)s minutes", row.minutes or 0) % {"count": number(row.minutes or 0)}
    return " · ".join(part for part in (row.get_direction_display(), reached, minutes if row.minutes else "") if part)


def follow_ups(customer: Customer, user: User) -> "QuerySet[FollowUp]":
    done = FollowUp.objects.filter(customer__in=customer.record_ids, done_at__isnull=False)
    return done.select_related("done_by")


def follow_up_item(row: FollowUp, user: User) -> TimelineItem:
    return TimelineItem(
        at=row.done_at,  # type: ignore[arg-type]  # only done ones are asked for
        kind="follow_up",
        title=_("Follow-up done: %(task)s") % {"task": row.task},
        body=_by(row.outcome, row.done_by),
        url=row.url,
        icon="check-circle",
    )


def transactions(customer: Customer, user: User) -> "QuerySet[Transaction]":
    return Transaction.objects.filter(customer__in=customer.record_ids)


def transaction_item(row: Transaction, user: User) -> TimelineItem:
    state = "" if row.status == TransactionStatus.COMPLETED else str(row.get_status_display())
    return TimelineItem(
        at=row.occurred_at,
        kind="transaction",
        title=f"{row.get_kind_display()} {money(row.amount, row.currency)}",
        body=" · ".join(part for part in (row.reference, row.unit, state) if part),
        icon="arrow-uturn-left" if row.kind == TransactionKind.REFUND else "banknotes",
    )


def payments(customer: Customer, user: User) -> "QuerySet[Payment]":
    """What was paid later of what was still open, or was let off; not what was taken back."""
    rows = Payment.objects.filter(transaction__customer__in=customer.record_ids, withdrawn_at__isnull=True)
    return _with_beginning(rows.select_related("transaction", "recorded_by"), "paid_on")


def payment_item(row: Any, user: User) -> TimelineItem:
    return TimelineItem(
        at=row.began_at,
        kind="payment",
        title=f"{row.get_kind_display()} {money(row.amount, row.transaction.currency)}",
        body=_by(" · ".join(part for part in (row.transaction.reference, row.note) if part), row.recorded_by),
        icon="credit-card",
    )


def standings(customer: Customer, user: User) -> "QuerySet[StandingChange]":
    rows = StandingChange.objects.filter(customer__in=customer.record_ids)
    return _with_beginning(rows.select_related("recorded_by"))


def standing_item(row: Any, user: User) -> TimelineItem:
    title = _("Now %(standing)s") % {"standing": row.get_standing_display()}
    return TimelineItem(row.began_at, "standing", title, _why(row), icon="star")


def stages(customer: Customer, user: User) -> "QuerySet[LifeCycleChange]":
    rows = LifeCycleChange.objects.filter(customer__in=customer.record_ids)
    return _with_beginning(rows.select_related("recorded_by"))


def stage_item(row: Any, user: User) -> TimelineItem:
    title = _("Now %(standing)s") % {"standing": row.get_stage_display()}
    return TimelineItem(row.began_at, "stage", title, _why(row), icon="arrow-trending-up")


def _why(row: StandingChange | LifeCycleChange) -> str:
    if row.source == StandingSource.OVERRIDE:
        return _by(row.reason, row.recorded_by)
    return row.reason or str(row.get_source_display())


def merges(customer: Customer, user: User) -> "QuerySet[CustomerMerge]":
    rows = CustomerMerge.objects.filter(survivor=customer, undone_at__isnull=True)
    return rows.select_related("duplicate", "merged_by")


def merge_item(row: CustomerMerge, user: User) -> TimelineItem:
    words = {"name": row.duplicate.name, "number": row.duplicate.number}
    return TimelineItem(
        at=row.merged_at,
        kind="merge",
        title=_("Duplicate merged into this record: %(name)s (%(number)s)") % words,
        body=_by("", row.merged_by),
        url=row.duplicate.get_absolute_url(),
        icon="document-duplicate",
    )


def _by(text: str, person: User | None) -> str:
    """Text with the person who wrote it underneath."""
    return "\n".join(part for part in (text, f"– {person}" if person else "") if part)


# Name, label, rows with the column of their moment, how one is shown, and the columns of words.
_SOURCES: tuple[tuple[str, Any, Any, str, Any, tuple[str, ...]], ...] = (
    (
        "interactions",
        gettext_lazy("Interactions"),
        interactions,
        "happened_at",
        interaction_item,
        ("summary", "details", "kind", "user__full_name"),
    ),
    (
        "follow_ups",
        gettext_lazy("Follow-ups"),
        follow_ups,
        "done_at",
        follow_up_item,
        ("task", "outcome", "done_by__full_name"),
    ),
    (
        "transactions",
        gettext_lazy("Transactions"),
        transactions,
        "occurred_at",
        transaction_item,
        ("reference", "unit", "kind", "status"),
    ),
    (
        "payments",
        gettext_lazy("Payments"),
        payments,
        "began_at",
        payment_item,
        ("transaction__reference", "note", "kind"),
    ),
    ("standings", gettext_lazy("Standing"), standings, "began_at", standing_item, ("standing", "reason")),
    ("stages", gettext_lazy("Life cycle"), stages, "began_at", stage_item, ("stage", "reason")),
    ("merges", gettext_lazy("Merges"), merges, "merged_at", merge_item, ("duplicate__name", "duplicate__number")),
)
_POSITIONS = (10, 20, 30, 40, 80, 90, 100)  # complaints, surveys and points stand between


def register() -> None:
    for position, (name, label, rows, at, item, words) in zip(_POSITIONS, _SOURCES, strict=True):
        register_timeline(name, rows=rows, at=at, item=item, words=words, label=label, position=position)
