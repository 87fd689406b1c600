"""A segment of customers over the fiscal years, counted from the stored members of each result."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from customers.models import Customer
from retention.enums import Group
from retention.models import YearResult, YearResultCustomer
from retention.queries.tally import Tally


@dataclass(frozen=True)
class SegmentYear:
    """What became of those who are in the segment today, in one fiscal year."""

    result: YearResult
    tally: Tally


def segment_years(customers: "QuerySet[Customer]", results: Sequence[YearResult]) -> list[SegmentYear]:
    """In the order of `results`. One query, whatever the segment and however many years."""
    members = YearResultCustomer.objects.filter(result__in=results, customer__in=customers.order_by().values("pk"))
    groups = {str(group): Count("pk", filter=Q(group=group)) for group in Group}
    rows: Iterable[Mapping[str, Any]] = members.order_by().values("result").annotate(**groups)
    found = {row["result"]: row for row in rows}
    return [SegmentYear(result, _tally(found.get(result.pk, {}))) for result in results]


def _tally(counts: Mapping[str, Any]) -> Tally:
    kept, lost, new, won_back = (counts.get(str(group), 0) for group in _PARTS)
    return Tally(opening=kept + lost, closing=kept + new + won_back, kept=kept, lost=lost, new=new, won_back=won_back)


_PARTS = (Group.KEPT, Group.LOST, Group.NEW, Group.WON_BACK)
