"""The list of customers as CSV, in the columns that the import reads."""

import csv
from collections.abc import Iterator

from django.db.models import QuerySet

from customers.models import Customer
from customers.queries import with_first_phone

COLUMNS = (
    "number",
    "external_id",
    "name",
    "kind",
    "party_type",
    "standing",
    "email",
    "phone",
    "city",
    "birth_date",
    "language",
    "department",
    "acquisition_source",
    "exit_reason",
    "exit_date",
    "notes",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands back what is written to it, so that rows can be streamed."""

    def write(self, text: str) -> str:
        return text


def customers_csv(customers: "QuerySet[Customer]") -> Iterator[str]:
    """Lines of CSV, the byte order mark first so that spreadsheets read UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(COLUMNS)
    for customer in with_first_phone(customers.select_related("department")).iterator(chunk_size=2000):
        yield writer.writerow([safe_cell(_value(customer, name)) for name in COLUMNS])


def safe_cell(value: object) -> str:
    """Text that no spreadsheet runs as a formula; the import takes the leading mark away again."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _value(customer: Customer, name: str) -> object:
    if name == "phone":
        return customer.first_phone  # type: ignore[attr-defined]
    return getattr(customer, name)
