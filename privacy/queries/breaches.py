"""Breaches, the pressing ones first, and how far those concerned were told."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from accounts.models import User
from privacy.models import Breach, BreachPerson


@dataclass(frozen=True)
class Reach:
    """How many people are named as concerned, how many of them have an address, how many were written to."""

    named: int
    reachable: int
    written: int

    @property
    def to_write(self) -> int:
        return self.reachable - self.written

    @property
    def unreachable(self) -> int:
        return self.named - self.reachable


def breaches() -> "QuerySet[Breach]":
    """To be listed by ("-discovered_at", "-id")."""
    return Breach.objects.select_related("created_by")


def pressing_breaches(user: User) -> "QuerySet[Breach]":
    """Those of which somebody has still to be told, by due time; for managers."""
    return Breach.objects.pressing().order_by("due_at", "id") if user.is_manager else Breach.objects.none()


def reach_of(breach: Breach) -> Reach:
    has_address = Q(customer__erased_at=None) & ~Q(customer__email="")
    counted = BreachPerson.objects.filter(breach=breach).aggregate(
        named=Count("pk"),
        reachable=Count("pk", filter=has_address | Q(told_at__isnull=False)),
        written=Count("pk", filter=Q(told_at__isnull=False)),
    )
    return Reach(**counted)


def people_of(breach: Breach) -> "QuerySet[BreachPerson]":
    """To be listed by ("id",)."""
    return BreachPerson.objects.filter(breach=breach).select_related("customer")


def breaches_of(record_ids: list[int]) -> "QuerySet[BreachPerson]":
    """What concerned a customer, newest first."""
    rows = BreachPerson.objects.filter(customer__in=record_ids).select_related("breach")
    return rows.order_by(F("breach__discovered_at").desc(), "-id")
