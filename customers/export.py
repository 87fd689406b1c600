"""The list of customers as CSV, in the columns that the import reads."""

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


def export_rows(customers: "QuerySet[Customer]") -> Iterator[list[object]]:
    """One list per customer, in the order of COLUMNS; read in parts, so the length does not matter."""
    for customer in with_first_phone(customers.select_related("department")).iterator(chunk_size=2000):
        yield [customer.first_phone if name == "phone" else getattr(customer, name) for name in COLUMNS]  # type: ignore[attr-defined]
