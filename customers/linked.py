"""What is linked to a customer and counts for the survivor of a merge: how much of each kind there is.

An app calls `register_linked` when it gets ready; pages that compare records then show its figure. An app counts only
what the person may know of, so that a figure never tells of a confidential case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Count, QuerySet

from accounts.models import User
from customers.models import Customer


class Counter(Protocol):
    """Figures by customer. `owners` gives for each record, folded ones too, the customer it belongs to."""

    def __call__(self, owners: Mapping[int, int], *, user: User) -> Mapping[int, int]: ...


@dataclass(frozen=True)
class LinkedFigure:
    label: Any
    count: int
    counts_things: bool  # and not an amount, such as points


@dataclass(frozen=True)
class _Registered:
    label: Any
    position: int
    count: Counter
    counts_things: bool


_counters: dict[str, _Registered] = {}


def register_linked(name: str, *, label: Any, position: int, count: Counter, counts_things: bool = True) -> None:
    """Show a figure of this kind wherever records are compared; lower positions come first."""
    _counters[name] = _Registered(label, position, count, counts_things)


def linked_figures(customers: Sequence[Customer], *, user: User) -> dict[int, list[LinkedFigure]]:
    """For each customer all figures in the same order, zeros too; as many queries as there are kinds, and one."""
    owners = owners_of(customers)
    counters = sorted(_counters.values(), key=lambda one: one.position)
    found = [(one, one.count(owners, user=user)) for one in counters]
    return {
        customer.pk: [LinkedFigure(one.label, counts.get(customer.pk, 0), one.counts_things) for one, counts in found]
        for customer in customers
    }


def owners_of(customers: Sequence[Customer]) -> dict[int, int]:
    """The records of these customers, with those folded into them, and whose each is."""
    pks = [customer.pk for customer in customers]
    folded = Customer.objects.filter(merged_into__in=pks).values_list("pk", "merged_into")
    return {**{pk: pk for pk in pks}, **{pk: into for pk, into in folded if into is not None}}


def counted_by_owner(rows: "QuerySet[Any]", owners: Mapping[int, int], *, by: str = "customer") -> dict[int, int]:
    """How many of `rows` each customer has; `by` is their way to the record."""
    found = rows.filter(**{f"{by}__in": list(owners)}).order_by().values_list(by).annotate(count=Count("pk"))
    return added_up(found, owners)


def added_up(figures: Any, owners: Mapping[int, int]) -> dict[int, int]:
    """Figures by record as figures by customer."""
    totals: dict[int, int] = {}
    for record, figure in figures:
        totals[owners[record]] = totals.get(owners[record], 0) + figure
    return totals
