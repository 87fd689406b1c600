"""What remedies cost, month by month, beside the budget."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from accounts.models import User
from common.fiscal import months_before
from complaints.enums import MONEY_REMEDIES, RemedyKind, RemedyStatus
from complaints.models import Remedy
from complaints.queries.figures import Among, of_complaints
from complaints.queries.work import day_start

# Three columns of a chart: money back, money for the harm, and what makes customers come again.
GROUPS = (
    (RemedyKind.REFUND,),
    (RemedyKind.COMPENSATION,),
    (RemedyKind.DISCOUNT, RemedyKind.VOUCHER),
)


@dataclass(frozen=True)
class CostMonth:
    """Money granted in a month, by the three groups, and for how many complaints."""

    starts_on: date
    amounts: tuple[Decimal, ...]
    complaints: int

    @property
    def total(self) -> Decimal:
        return sum(self.amounts, Decimal(0))

    @property
    def each(self) -> Decimal | None:
        """Per complaint that got something."""
        return self.total / self.complaints if self.complaints else None


def monthly_costs(*, user: User, months: int, at: datetime, among: Among = None) -> list[CostMonth]:
    """The last months, the running one last."""
    this_month = timezone.localdate(at).replace(day=1)
    starts = [months_before(this_month, number) for number in reversed(range(months))]
    granted = Remedy.objects.filter(
        status=RemedyStatus.APPROVED, kind__in=MONEY_REMEDIES, amount__gt=0,
        decided_at__gte=day_start(starts[0]), decided_at__lte=at,
    )  # fmt: skip
    granted = of_complaints(granted, user, among).annotate(month=TruncMonth("decided_at")).order_by()
    sums = {
        (month.date(), kind): total
        for month, kind, total in granted.values_list("month", "kind").annotate(total=Sum("amount"))
    }
    counts = {
        month.date(): count
        for month, count in granted.values_list("month").annotate(count=Count("complaint", distinct=True))
    }
    return [
        CostMonth(
            start,
            tuple(sum((sums.get((start, kind), Decimal(0)) for kind in group), Decimal(0)) for group in GROUPS),
            counts.get(start, 0),
        )
        for start in starts
    ]
