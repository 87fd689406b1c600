"""The review queue of possible duplicates."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from customers.enums import PairStatus
from customers.linked import LinkedFigure, linked_figures
from customers.models import Customer, DuplicatePair, DuplicateScan, Phone
from customers.queries.comparison import ComparedValue, compared

# What tells at a glance whether two records are one customer; everything else is on the page that merges.
SHOWN = ("name", "party_type", "birth_date", "email", "city", "address", "department")


@dataclass(frozen=True)
class ReviewedPair:
    """A pair as the queue shows it: both customers, what they say, what is linked to each."""

    pair: DuplicatePair
    first: Customer
    second: Customer
    values: list[ComparedValue]
    phones: tuple[list[tuple[str, bool]], list[tuple[str, bool]]]
    linked: list[tuple[LinkedFigure, LinkedFigure]]

    @property
    def has_phones(self) -> bool:
        return any(self.phones)


def pairs_in(status: str, *, reason: str = "", customer: int | None = None) -> QuerySet[DuplicatePair]:
    """Pairs of records that both stand for themselves, with a reason and of one customer where asked."""
    alone = {f"{side}__{name}__isnull": True for side in ("lower", "higher") for name in ("merged_into", "erased_at")}
    rows = DuplicatePair.objects.filter(status=status, **alone)
    if reason:
        rows = rows.filter(reasons__contains=[reason])
    if customer is not None:
        rows = rows.filter(lower=customer) | rows.filter(higher=customer)
    return rows.select_related("decided_by")


def reviewed(pairs: Sequence[DuplicatePair], *, user: User) -> list[ReviewedPair]:
    """What a page of the queue shows, in the same number of queries however many pairs there are."""
    pks = {pk for pair in pairs for pk in (pair.lower_id, pair.higher_id)}
    phones = Prefetch("phones", Phone.objects.order_by("position", "id"))
    customers = Customer.objects.select_related("department", "owner").prefetch_related(phones).in_bulk(pks)
    figures = linked_figures(list(customers.values()), user=user)
    return [_reviewed(pair, customers[pair.lower_id], customers[pair.higher_id], figures) for pair in pairs]


def _reviewed(
    pair: DuplicatePair, first: Customer, second: Customer, figures: dict[int, list[LinkedFigure]]
) -> ReviewedPair:
    linked = [
        (one, other)
        for one, other in zip(figures[first.pk], figures[second.pk], strict=True)
        if one.count or other.count
    ]
    values = [value for value in compared(first, second) if value.key in SHOWN]
    return ReviewedPair(pair, first, second, values, _phones(first, second), linked)


def _phones(first: Customer, second: Customer) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """The numbers of both, each with whether the other has it too."""
    numbers = [{phone.digits: phone.typed for phone in one.phones.all()} for one in (first, second)]
    one, other = numbers
    return (
        [(typed, digits in other) for digits, typed in one.items()],
        [(typed, digits in one) for digits, typed in other.items()],
    )


def count_open_pairs(customer: Customer) -> int:
    """How many records may be the same customer as this one."""
    return pairs_in(PairStatus.OPEN, customer=customer.pk).count()


def last_scan() -> DuplicateScan | None:
    """The last search that came to its end."""
    return DuplicateScan.objects.filter(finished_at__isnull=False).first()
