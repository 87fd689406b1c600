"""What remedies may cost in a month, what was granted of it and what is left.

Remedies of confidential complaints are not charged to the common budgets: their sums would tell everybody that there
are such complaints. They are bound by the limits of the people named on them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from accounts.models import Department, User
from complaints.enums import RemedyStatus
from complaints.models import HandlingPolicy, Remedy, RemedyBudget

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Budget:
    """Money of one month: of the whole house (`department` None) or for remedies about one department."""

    department: Department | None
    amount: Decimal
    granted: Decimal

    @property
    def left(self) -> Decimal:
        return self.amount - self.granted

    def holds(self, amount: Decimal | int) -> bool:
        return amount <= self.left


def month_start(at: datetime) -> datetime:
    """The first moment of the local month."""
    return timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def granted_remedies(at: datetime) -> "QuerySet[Remedy]":
    """What was granted in the local month of `at`, up to `at`."""
    return Remedy.objects.filter(
        status=RemedyStatus.APPROVED, amount__gt=0, decided_at__gte=month_start(at), decided_at__lte=at
    )


def charged_remedies(at: datetime) -> "QuerySet[Remedy]":
    """Those of them that count for the common budgets."""
    return granted_remedies(at).filter(complaint__is_restricted=False)


def granted_in_month(at: datetime) -> Decimal:
    """Money granted in the local month of `at` and charged to the budget of the house."""
    return _sum(charged_remedies(at))


def granted_alone_by(user: User, at: datetime) -> Decimal:
    """What this person granted without anybody's approval this month."""
    return _sum(granted_remedies(at).filter(proposed_by=user, decided_by=None))


def approved_by(user: User, at: datetime) -> Decimal:
    """What this person approved this month of what others proposed."""
    return _sum(granted_remedies(at).filter(decided_by=user))


def budgets_for(department_id: int | None, at: datetime) -> list[Budget]:
    """The budgets that a remedy about this department is charged to; those that nobody has set are left out."""
    return [budget for budget in all_budgets(at) if budget.department is None or budget.department.pk == department_id]


def all_budgets(at: datetime) -> list[Budget]:
    """Every budget of the month of `at`: first that of the house, then by department."""
    spent = dict(charged_remedies(at).order_by().values_list("department").annotate(total=Sum("amount")))
    house = HandlingPolicy.load().monthly_budget
    budgets = [Budget(None, house, sum(spent.values(), NOTHING))] if house is not None else []
    rows: Sequence[RemedyBudget] = list(RemedyBudget.objects.select_related("department"))
    return budgets + [Budget(row.department, row.monthly_amount, spent.get(row.department_id, NOTHING)) for row in rows]


def _sum(remedies: "QuerySet[Remedy]") -> Decimal:
    return remedies.aggregate(total=Sum("amount", default=NOTHING))["total"]
