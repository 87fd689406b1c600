"""A customer's own history over the fiscal years."""

from customers.models import Customer
from retention.models import YearResultCustomer

MOST_YEARS = 5


def years_of(customer: Customer) -> list[YearResultCustomer]:
    """The newest result of each of the last years the customer is in, the latest first: one query."""
    rows = (
        YearResultCustomer.objects.filter(customer=customer)
        .select_related("result__fiscal_year")
        .defer("result__breakdown")
        .order_by("-result__fiscal_year__starts_on", "-result__version")
    )
    newest: dict[int, YearResultCustomer] = {}
    for row in rows:
        newest.setdefault(row.result.fiscal_year_id, row)
    return list(newest.values())[:MOST_YEARS]
