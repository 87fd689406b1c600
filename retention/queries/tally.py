"""The figures of a group of customers, and what may be said about them."""

from dataclasses import dataclass, fields
from decimal import Decimal
from math import sqrt
from typing import Self

Z = 1.959964  # two-sided 95 %
TOO_FEW = 5
COMPARABLE = 55  # customers a group needs before a loss of 20 % and one of 3 % can be told apart


def wilson(kept: int, opening: int) -> tuple[float, float] | None:
    """95 % Wilson interval of a share; None for an empty base."""
    if not opening:
        return None
    share = kept / opening
    spread = Z * sqrt(share * (1 - share) / opening + Z * Z / (4 * opening * opening))
    middle, scale = share + Z * Z / (2 * opening), 1 + Z * Z / opening
    return (middle - spread) / scale, (middle + spread) / scale


@dataclass(frozen=True)
class Tally:
    """Counts of customers: S opening, E closing, K kept, L lost, N new, Wb won back; money of those in S."""

    opening: int = 0
    closing: int = 0
    kept: int = 0
    lost: int = 0
    new: int = 0
    won_back: int = 0
    controllable_opening: int = 0
    controllable_kept: int = 0
    revenue_before: Decimal = Decimal(0)
    revenue: Decimal = Decimal(0)
    revenue_gross: Decimal = Decimal(0)

    def __add__(self, other: Self) -> "Tally":
        return Tally(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})

    @property
    def rate(self) -> float | None:
        """Share of the opening customers that were kept; None when there were none, never 0 % or 100 %."""
        return self.kept / self.opening if self.opening else None

    @property
    def churn(self) -> float | None:
        return self.lost / self.opening if self.opening else None

    @property
    def wilson_low(self) -> float | None:
        interval = wilson(self.kept, self.opening)
        return interval[0] if interval else None

    @property
    def wilson_high(self) -> float | None:
        interval = wilson(self.kept, self.opening)
        return interval[1] if interval else None

    @property
    def too_few(self) -> bool:
        """Below five customers a rate says nothing: counts only."""
        return self.opening < TOO_FEW

    @property
    def shown_rate(self) -> float | None:
        """The rate, unless the group is too small to have one."""
        return None if self.too_few else self.rate

    @property
    def controllable_rate(self) -> float | None:
        """Without customers who died or were closed or blocked; shown beside the rate, never instead of it."""
        return self.controllable_kept / self.controllable_opening if self.controllable_opening else None

    @property
    def sales_net(self) -> float | None:
        return float(self.revenue / self.revenue_before) if self.revenue_before else None

    @property
    def sales_gross(self) -> float | None:
        return float(self.revenue_gross / self.revenue_before) if self.revenue_before else None


@dataclass(frozen=True)
class Segment:
    """One part of the whole, such as the primary customers. `name` is the stored word, "" where nothing is known."""

    name: str
    tally: Tally


def total_of(segments: "list[Segment] | tuple[Segment, ...]") -> Tally:
    """The parts add up to the whole."""
    return sum((segment.tally for segment in segments), Tally())
