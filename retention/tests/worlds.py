"""The worked example: every edge case of the rules, with the figures that must come out."""

import csv
from datetime import UTC, datetime
from pathlib import Path

from accounts.tests.factories import DepartmentFactory
from customers.models import Contract, Customer, CustomerMerge, StandingChange, Transaction

EXAMPLE = Path(__file__).parent / "example"


def rows(name: str) -> list[dict[str, str]]:
    with (EXAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def store_example() -> None:
    """Write the example straight into the tables."""
    customers = {row["external_id"]: _customer(row) for row in rows("customers")}
    for row in rows("transactions"):
        _transaction(row, customers[row["customer"]])
    for row in rows("contracts"):
        Contract.objects.create(
            customer=customers[row["customer"]],
            starts_on=row["start"],
            ends_on=row["end"] or None,
            recorded_at=moment(row["recorded_at"]),
        )
    for row in rows("merges"):
        CustomerMerge.objects.create(
            duplicate=customers[row["from"]], survivor=customers[row["into"]], merged_at=moment(row["merged_at"])
        )
    for row in rows("standings"):
        StandingChange.objects.create(
            customer=customers[row["customer"]],
            standing=row["standing"],
            effective_from=row["effective_from"],
            source="import",
        )


def _customer(row: dict[str, str]) -> Customer:
    return Customer.objects.create(
        external_id=row["external_id"],
        name=row["name"],
        kind=row["kind"],
        is_test=row["is_test"] == "1",
        department=DepartmentFactory() if row["kind"] == "internal" else None,
        exit_reason=row["exit_reason"],
        exit_date=row["exit_date"] or None,
    )


def _transaction(row: dict[str, str], customer: Customer) -> None:
    Transaction.objects.create(
        reference=row["reference"],
        customer=customer,
        kind=row["kind"],
        status=row["status"],
        amount=row["amount"],
        currency=row["currency"],
        refund_of=Transaction.objects.get(reference=row["refund_of"]) if row["refund_of"] else None,
        occurred_at=moment(row["occurred_at"]),
        recorded_at=moment(row["recorded_at"]),
    )
