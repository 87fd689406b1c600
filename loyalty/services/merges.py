"""Memberships of records that were merged, and of records that were taken apart again.

Records only point at their survivor, so this is looked up and not told. Each carrying over is a row, by which it goes
back when the merge is undone: the points that were carried over and those that the duplicate's own purchases earned
since, at most what is left of them. Points carried over or back begin their validity anew.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from customers.models import Customer
from loyalty.enums import EntryKind
from loyalty.models import CarriedMembership, LedgerEntry, Membership
from loyalty.services.ledger import book, lock_many
from loyalty.services.purchases import check_history_of


@transaction.atomic
def follow_merges(*, at: datetime) -> int:
    """Carry memberships of merged records over to the surviving ones, and back where a merge was undone; how many."""
    if not _stranded().exists() and not _misplaced().exists():
        return 0
    lock_many()
    touched = []
    # The latest first: what was carried on from there comes back before it goes further back.
    while row := _misplaced().order_by("-pk").first():
        touched += _bring_back(row, at)
    for membership in _stranded().select_for_update(of=("self",)).select_related("customer").order_by("pk"):
        touched.append(_carry_over(membership, at))
    check_history_of(touched)
    return len(touched)


def _stranded() -> "QuerySet[Membership]":
    """Memberships of folded records that go on, or got points (a cancelled redemption) after they were carried over."""
    late = Q(balance__gt=0, pk__in=CarriedMembership.objects.open().filter(into__isnull=False).values("membership"))
    return Membership.objects.filter(Q(left_at=None) | late, customer__merged_into__isnull=False)


def _misplaced() -> "QuerySet[CarriedMembership]":
    """Rows whose record no longer belongs to the customer that holds the membership now.

    Subqueries, not joins: each row asks for two records by their keys, whatever the planner believes of the tables.
    A chain of joins under one condition over all of them may become a product of whole tables.
    """
    survivors = Customer.objects.filter(pk=OuterRef("customer")).values(found=Coalesce("merged_into", "pk"))
    holders = Membership.objects.filter(pk=Coalesce(OuterRef("into"), OuterRef("membership"))).order_by()
    held_by = Subquery(holders.values(found=Coalesce("customer__merged_into", "customer")))
    return (
        CarriedMembership.objects.open().alias(whose=Subquery(survivors), held_by=held_by).exclude(whose=F("held_by"))
    )


def _carry_over(old: Membership, at: datetime) -> Membership:
    survivor_id = old.customer.merged_into_id
    new = Membership.objects.filter(programme=old.programme_id, customer=survivor_id).first()
    carried: dict[str, Any] = {"membership": old, "customer": old.customer, "carried_at": at}
    if new is None:
        CarriedMembership.objects.create(**carried)
        Membership.objects.filter(pk=old.pk).update(customer=survivor_id)
        return old
    points = old.balance
    _move(old, new, points, at, _("Points carried over: %(number)s."))
    earlier = CarriedMembership.objects.open().filter(membership=old, into=new)
    if not earlier.update(points=F("points") + points):
        # A member under either record is a member: who had left under the survivor's goes on.
        CarriedMembership.objects.create(**carried, into=new, points=points, into_left_at=new.left_at)
        Membership.objects.filter(pk=new.pk).update(left_at=None)
    Membership.objects.filter(pk=old.pk, left_at=None).update(left_at=at)
    return new


def _bring_back(row: CarriedMembership, at: datetime) -> list[Membership]:
    """Undo one carrying over, and before it those that went on from where it led; gives the memberships concerned."""
    place = row.into_id or row.membership_id
    touched: list[Membership] = []
    while onward := CarriedMembership.objects.open().filter(membership=place, pk__gt=row.pk).order_by("-pk").first():
        touched += _bring_back(onward, at)
    own = row.customer.record_ids
    membership = Membership.objects.select_for_update().get(pk=row.membership_id)
    if row.into is None:
        Membership.objects.filter(pk=membership.pk).update(customer=row.customer)
        _take_back_foreign(membership, _earned(membership, row, foreign_to=own), at)
    else:
        into = Membership.objects.select_for_update().get(pk=place)
        due = row.points + _earned(into, row, own=own)
        _move(into, membership, min(max(due, 0), into.balance), at, _("Points given back: %(number)s."))
        Membership.objects.filter(pk=membership.pk).update(left_at=None)
        if row.into_left_at:
            Membership.objects.filter(pk=into.pk).update(left_at=row.into_left_at)
        touched.append(into)
    row.returned_at = at
    row.save(update_fields=["returned_at"])
    return [*touched, membership]


def _earned(
    membership: Membership, row: CarriedMembership, *, own: list[int] | None = None, foreign_to: list[int] | None = None
) -> int:
    """Points that purchases of some records brought to a membership since it was carried over."""
    entries = LedgerEntry.objects.filter(
        membership=membership, transaction__isnull=False, created_at__gte=row.carried_at
    )
    entries = entries.filter(transaction__customer__in=own) if own is not None else entries
    entries = entries.exclude(transaction__customer__in=foreign_to) if foreign_to is not None else entries
    return entries.aggregate(points=Coalesce(Sum("points"), 0))["points"]


def _take_back_foreign(membership: Membership, points: int, at: datetime) -> None:
    """Points of the other record's purchases stay with nobody: it was no member."""
    membership.refresh_from_db()
    taken = min(points, membership.balance)
    if taken > 0:
        reason = _("Points of another customer's purchases, after a merge was undone.")
        book(membership=membership, kind=EntryKind.CORRECTION, points=-taken, at=at, reason=reason)


def _move(one: Membership, other: Membership, points: int, at: datetime, reason: str) -> None:
    if points:
        move: dict[str, Any] = {"kind": EntryKind.CORRECTION, "at": at}
        book(membership=one, points=-points, reason=reason % {"number": other.number}, **move)
        book(membership=other, points=points, reason=reason % {"number": one.number}, **move)
