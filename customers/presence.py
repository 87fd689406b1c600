"""What there is about one customer at all, asked in one statement: a block about nothing then costs none of its own.

An app registers the rows that its blocks of the customer's page begin with, and reads them only where `is_there`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Exists, QuerySet

from customers.models import Customer
from customers.panels import shared

Rows = Callable[[Sequence[int]], "QuerySet[Any]"]

_rows: dict[str, Rows] = {}


def register_presence(name: str, rows: Rows) -> None:
    """`rows` gives what there may be, for the ids of a record and of those folded into it. A name again replaces."""
    _rows[name] = rows


def is_there(customer: Customer, name: str) -> bool:
    """Whether there is any such row; all names are asked for together, when the first is."""
    found: dict[str, bool] = shared(customer, "presence", lambda: _ask(customer))
    return found[name]


def _ask(customer: Customer) -> dict[str, bool]:
    asked = [Exists(rows(customer.record_ids).order_by()) for rows in _rows.values()]
    answers = Customer.objects.filter(pk=customer.pk).order_by().values_list(*asked).get()
    return dict(zip(_rows, answers, strict=True))
