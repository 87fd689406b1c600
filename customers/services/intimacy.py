"""What we know of a customer as a person: needs, special days, and relations to other customers."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from customers.enums import MUTUAL_LINKS, LinkKind, NeedKind
from customers.models import Customer, CustomerLink, Need, SpecialDay
from customers.services.checks import check_fields, check_open
from customers.services.submitted import insert_once

# Nobody has more on one page; a limit keeps it readable, and a machine that runs wild from filling it.
NEEDS_LIMIT = DAYS_LIMIT = 50
LINKS_LIMIT = 500


@transaction.atomic
def note_need(
    *,
    customer: Customer,
    kind: NeedKind | str,
    text: str,
    at: datetime,
    by: User | None,
    review_on: date | None = None,
    submission_key: UUID | None = None,
) -> Need:
    """Note what a customer needs, expects, prefers or demands, and from when on to ask whether it still holds."""
    if earlier := Need.already_submitted(submission_key):
        return earlier
    check_open(customer)
    row = Need(
        customer=customer,
        kind=kind,
        text=text,
        review_on=review_on,
        noted_at=at,
        noted_by=by,
        submission_key=submission_key,
    )
    _check_need(row)
    if Need.objects.filter(customer=customer, ended_at__isnull=True).count() >= NEEDS_LIMIT:
        raise AppError(_("There are %(limit)s already. End what no longer holds.") % {"limit": NEEDS_LIMIT})
    return insert_once(row)


@transaction.atomic
def edit_need(*, need: Need, expected_version: int, **fields: Any) -> Need:
    """Put it in other words, or ask again on another day. May raise StaleRecord."""
    check_open(need.customer)
    for name in ("kind", "text", "review_on"):
        setattr(need, name, fields[name])
    _check_need(need)
    need.save_version(expected=expected_version, fields=["kind", "text", "review_on"])
    return need


@transaction.atomic
def confirm_need(*, need: Need, review_on: date | None, at: datetime) -> Need:
    """It still holds: ask again from `review_on`."""
    row = Need.objects.select_for_update().get(pk=need.pk)
    if row.ended_at is not None:
        raise AppError(_("This no longer holds; note it anew if it does again."))
    row.confirmed_at, row.review_on, row.version = at, review_on, row.version + 1
    row.save(update_fields=["confirmed_at", "review_on", "version"])
    return row


@transaction.atomic
def end_need(*, need: Need, at: datetime) -> Need:
    """It holds no longer; ending it twice changes nothing."""
    row = Need.objects.select_for_update().get(pk=need.pk)
    if row.ended_at is None:
        row.ended_at, row.version = at, row.version + 1
        row.save(update_fields=["ended_at", "version"])
    return row


def _check_need(row: Need) -> None:
    check_fields(row, "kind", "text")
    if not row.text:
        raise AppError(_("Write what the customer wants."), field="text")


@transaction.atomic
def add_special_day(
    *,
    customer: Customer,
    label: str,
    day: date,
    is_yearly: bool,
    at: datetime,
    by: User | None,
    note: str = "",
    submission_key: UUID | None = None,
) -> SpecialDay:
    """Note a day that means something to a customer; the birthday belongs into the date of birth."""
    if earlier := SpecialDay.already_submitted(submission_key):
        return earlier
    check_open(customer)
    row = SpecialDay(
        customer=customer,
        label=label,
        day=day,
        is_yearly=is_yearly,
        note=note,
        created_at=at,
        created_by=by,
        submission_key=submission_key,
    )
    _check_day(row, at)
    if SpecialDay.objects.filter(customer=customer).count() >= DAYS_LIMIT:
        raise AppError(_("There are %(limit)s already. Remove what is over.") % {"limit": DAYS_LIMIT})
    return insert_once(row)


@transaction.atomic
def edit_special_day(*, special_day: SpecialDay, expected_version: int, at: datetime, **fields: Any) -> SpecialDay:
    """May raise StaleRecord."""
    check_open(special_day.customer)
    names = ("label", "day", "is_yearly", "note")
    for name in names:
        setattr(special_day, name, fields[name])
    _check_day(special_day, at)
    special_day.save_version(expected=expected_version, fields=list(names))
    return special_day


@transaction.atomic
def remove_special_day(*, special_day: SpecialDay) -> None:
    SpecialDay.objects.filter(pk=special_day.pk).delete()


def _check_day(row: SpecialDay, at: datetime) -> None:
    check_fields(row, "label", "note")
    if not row.is_yearly and row.day < timezone.localdate(at):
        raise AppError(_("This day is over. Say that it comes every year, or enter a day to come."), field="day")


@transaction.atomic
def add_link(
    *,
    customer: Customer,
    other: Customer,
    kind: LinkKind | str,
    at: datetime,
    by: User | None,
    role: str = "",
    since: date | None = None,
    submission_key: UUID | None = None,
) -> CustomerLink:
    """Tie two customers together, read from `customer` to `other`: "Budi works for CV Batik".

    Folded records stand for their survivors. Raises AppError for a tie to itself or one that is there already.
    """
    if earlier := CustomerLink.already_submitted(submission_key):
        return earlier
    customer, other = customer.merged_into or customer, other.merged_into or other
    check_open(customer)
    check_open(other)
    row = CustomerLink(
        customer=customer,
        other=other,
        kind=kind,
        role=role,
        since=since,
        created_at=at,
        created_by=by,
        submission_key=submission_key,
    )
    _check_link(row, at)
    if CustomerLink.objects.filter(customer=customer).count() >= LINKS_LIMIT:
        raise AppError(_("There are %(limit)s already. Remove what is over.") % {"limit": LINKS_LIMIT})
    try:
        return insert_once(row)
    except IntegrityError as error:
        raise _known(error) from error


@transaction.atomic
def edit_link(*, link: CustomerLink, expected_version: int, at: datetime, **fields: Any) -> CustomerLink:
    """Change how the two stand to each other. May raise StaleRecord."""
    for name in ("kind", "role", "since"):
        setattr(link, name, fields[name])
    _check_link(link, at)
    try:
        with transaction.atomic():
            link.save_version(expected=expected_version, fields=["kind", "role", "since"])
    except IntegrityError as error:
        raise _known(error) from error
    return link


@transaction.atomic
def remove_link(*, link: CustomerLink) -> None:
    CustomerLink.objects.filter(pk=link.pk).delete()


def _check_link(row: CustomerLink, at: datetime) -> None:
    check_fields(row, "kind", "role")
    if row.customer_id == row.other_id:
        raise AppError(_("A customer can't be tied to itself; choose another one."), field="other")
    if row.since and row.since > timezone.localdate(at):
        raise AppError(_("This day is still to come."), field="since")
    if _is_tied(row):
        raise AppError(_("The two are tied like this already."), field="other")


def _is_tied(row: CustomerLink) -> bool:
    """Whether this tie is there, also between records that were folded into these two, or read the other way round."""
    mine, its = row.customer.record_ids, row.other.record_ids
    ties = CustomerLink.objects.filter(kind=row.kind).exclude(pk=row.pk)
    known = ties.filter(customer__in=mine, other__in=its)
    if row.kind in MUTUAL_LINKS:
        known |= ties.filter(customer__in=its, other__in=mine)
    return known.exists()


def _known(error: IntegrityError) -> Exception:
    if "link_once" in str(error):
        return AppError(_("The two are tied like this already."), field="other")
    return error
