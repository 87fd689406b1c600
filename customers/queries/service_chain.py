"""Who serves whom inside the house, with figures, and what the customers of the served units complain of.

The chain is an association, not a cause: an internal service and the complaints of external customers about the unit
it serves are shown side by side, with the numbers they rest on, and nothing is concluded from few.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Department, User
from common.fiscal import ONE_DAY, day_start
from common.formats import number
from customers.enums import Kind
from customers.models import FollowUp, ServiceRelation, Transaction
from customers.service_figures import (
    Period,
    ServiceFigure,
    Told,
    outward_counts,
    register_service_figure,
    service_figures,
)

# Complaints per 100 transactions of fewer than this say nothing.
TOO_FEW = 10
LARGE, KEPT_SECONDS = 200_000, 3600


@dataclass(frozen=True)
class Outward:
    """What external customers complain of about a department, against what they bought in the units it runs."""

    units: list[str]
    complaints: int
    complaints_before: int
    purchases: int
    purchases_before: int

    @property
    def rate(self) -> float | None:
        """Complaints per 100 transactions; None without units or where they are too few."""
        return _rate(self.complaints, self.purchases)

    @property
    def rate_before(self) -> float | None:
        return _rate(self.complaints_before, self.purchases_before)


def _rate(complaints: int, purchases: int) -> float | None:
    return 100 * complaints / purchases if purchases >= TOO_FEW else None


@dataclass(frozen=True)
class RelationFigures:
    """One relation with its figures (each with what was told about it), and the far end of its chain."""

    relation: ServiceRelation
    told: list[tuple[ServiceFigure, Told | None]]
    outward: Outward


@dataclass(frozen=True)
class Services:
    period: Period
    figures: list[ServiceFigure] = field(default_factory=list)
    rows: list[RelationFigures] = field(default_factory=list)


def relations_with_figures(relations: "QuerySet[ServiceRelation]", *, user: User, period: Period) -> Services:
    """All of them with what is known about each, as far as `user` may know; a constant number of queries."""
    rows = list(relations.select_related("provider", "consumer", "contact"))
    figures = service_figures()
    told = {figure.name: figure.read(rows, user, period) for figure in figures}
    outward = outward_of([row.consumer for row in rows], user=user, period=period)
    return Services(
        period,
        figures,
        [
            RelationFigures(
                row, [(figure, told[figure.name].get(row.pk)) for figure in figures], outward[row.consumer_id]
            )
            for row in rows
        ],
    )


def outward_of(departments: Sequence[Department], *, user: User, period: Period) -> dict[int, Outward]:
    """What external customers say of each department, now and in the period before."""
    found = {department.pk: department for department in departments}
    now, before = (outward_counts(list(found.values()), user, span) for span in (period, period.before))
    bought = purchases_of_units({unit for one in found.values() for unit in one.units}, period)
    return {
        pk: Outward(
            units=department.units,
            complaints=now.get(pk, 0),
            complaints_before=before.get(pk, 0),
            purchases=sum(bought.get(unit, (0, 0))[0] for unit in set(department.units)),
            purchases_before=sum(bought.get(unit, (0, 0))[1] for unit in set(department.units)),
        )
        for pk, department in found.items()
    }


def purchases_of_units(units: set[str], period: Period) -> dict[str, tuple[int, int]]:
    """How often external customers bought in each unit, in the period and in the one before.

    No index leads from a unit to its transactions, so where there are very many the answer is kept for an hour.
    """
    if not units:
        return {}
    if not _has_many_transactions():
        return _count_purchases(units, period)
    names = hashlib.sha256("\n".join(sorted(units)).encode()).hexdigest()
    key = f"unit-purchases:{period.since}:{period.until}:{names}"
    kept: Any = cache.get(key)
    if kept is None:
        kept = _count_purchases(units, period)
        cache.set(key, kept, KEPT_SECONDS)
    return dict(kept)


def _has_many_transactions() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'customers_transaction'::regclass")
        return cursor.fetchone()[0] > LARGE


def _count_purchases(units: set[str], period: Period) -> dict[str, tuple[int, int]]:
    (first, middle), (_middle, last) = _instants(period.before), _instants(period)
    rows = (
        Transaction.objects.purchases()
        .filter(unit__in=units, occurred_at__gte=first, occurred_at__lt=last, customer__kind=Kind.EXTERNAL)
        .order_by()
        .values_list("unit")
        .annotate(
            now=Count("pk", filter=Q(occurred_at__gte=middle)), before=Count("pk", filter=Q(occurred_at__lt=middle))
        )
    )
    return {unit: (now, before) for unit, now, before in rows}


def _instants(period: Period) -> tuple[datetime, datetime]:
    zone = ZoneInfo(settings.TIME_ZONE)
    return day_start(period.since, zone), day_start(period.until + ONE_DAY, zone)


def _open_follow_ups(relations: Sequence[ServiceRelation], user: User, period: Period) -> dict[int, Told]:
    """What staff of the serving department still owe the members of the served one, as of now."""
    now = datetime.now(tz=ZoneInfo(settings.TIME_ZONE))
    rows = (
        FollowUp.objects.filter(done_at__isnull=True, customer__kind=Kind.INTERNAL)
        .filter(customer__department__in={row.consumer_id for row in relations})
        .filter(owner__department__in={row.provider_id for row in relations})
        .order_by()
        .values_list("owner__department", "customer__department")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    )
    counts = {(provider, consumer): (n, late) for provider, consumer, n, late in rows}
    found = {row.pk: counts.get((row.provider_id, row.consumer_id)) for row in relations}
    return {pk: Told(number(pair[0]), note=_late_words(pair[1])) for pk, pair in found.items() if pair}


def _late_words(late: int) -> str:
    return ngettext("%(count)s overdue", "%(count)s overdue", late) % {"count": number(late)} if late else ""


def register() -> None:
    register_service_figure("follow_ups", label=gettext_lazy("Open follow-ups"), position=30, read=_open_follow_ups)
