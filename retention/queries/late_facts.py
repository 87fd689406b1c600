"""Facts that became known after a year was counted and touch it: they change only the next version."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from common.fiscal import ONE_DAY, day_start, window_start
from customers.models import Contract, CustomerMerge, Transaction
from retention.models import YearResult

MOST_SHOWN = 200


def late_transactions(result: YearResult) -> QuerySet[Transaction]:
    """Purchases of the year or of the window before it, and refunds of such purchases, recorded after the cutoff."""
    zone = ZoneInfo(settings.TIME_ZONE)
    year = result.fiscal_year
    first = day_start(window_start(year.starts_on - ONE_DAY, result.window_months), zone)
    until = day_start(year.ends_on + ONE_DAY, zone)
    bought_then = Q(occurred_at__gte=first, occurred_at__lt=until, refund_of=None)
    refund_of_then = Q(refund_of__occurred_at__gte=first, refund_of__occurred_at__lt=until)
    return (
        Transaction.objects.filter(bought_then | refund_of_then, recorded_at__gt=result.cutoff)
        .filter(customer__kind=result.panel, customer__is_test=False)
        .exclude(kind="redemption")
        .select_related("customer")
    )


def late_contracts(result: YearResult) -> QuerySet[Contract]:
    """Contracts in force at the start or the end of the year, recorded after the cutoff."""
    opening, closing = result.fiscal_year.starts_on - timedelta(days=1), result.fiscal_year.ends_on
    in_force = Q()
    for day in (opening, closing):
        in_force |= Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))
    rows = Contract.objects.filter(in_force, recorded_at__gt=result.cutoff)
    return rows.filter(customer__kind=result.panel, customer__is_test=False).select_related("customer")[:MOST_SHOWN]


def late_merges(result: YearResult) -> QuerySet[CustomerMerge]:
    """Merges and undone merges since the cutoff of customers who are in the result."""
    changed = Q(merged_at__gt=result.cutoff) | Q(merged_at__lte=result.cutoff, undone_at__gt=result.cutoff)
    counted = result.members.values("customer_id")
    rows = CustomerMerge.objects.filter(changed).filter(Q(duplicate__in=counted) | Q(survivor__in=counted))
    return rows.select_related("duplicate", "survivor").order_by("-merged_at", "-id")[:MOST_SHOWN]
