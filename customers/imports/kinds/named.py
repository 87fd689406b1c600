"""Customers as files name them: by their identifier in the source, else by the number that we gave them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.imports import cells
from customers.imports.columns import CUSTOMER_WORDS, Column
from customers.imports.kind import Check
from customers.models.customer import NOBODY

CUSTOMER = Column(
    "customer",
    cells.line(80),
    required=True,
    label=_("Customer (identifier in the source)"),
    words=CUSTOMER_WORDS,
)
ERASED = Check("customer", "erased", "m.erased_at IS NOT NULL")


def named(cell: str) -> str:
    """SQL of the id of the customer whom a cell names; what the source calls it counts before our number.

    Nobody names the record that stands for everybody who gave no name.
    """
    return f"""coalesce(
    (SELECT id FROM customers_customer WHERE external_id = {cell} AND external_id <> '{NOBODY}'),
    (SELECT id FROM customers_customer WHERE number = {cell} AND external_id IS DISTINCT FROM '{NOBODY}'))"""  # noqa: S608


def join_named(alias: str, cell: str) -> str:
    return f"LEFT JOIN customers_customer {alias} ON {alias}.id = {named(cell)}"


def name_of(alias: str) -> str:
    """SQL of the word by which a file names this customer."""
    return f"coalesce({alias}.external_id, {alias}.number)"


def known(column: str = "customer", *, named: str = "", pk: str = "customer_id") -> Check:
    """Whether the customer that a column names is there; `named` is the column of import_match with the word."""
    word = f'm."{named or column}"'
    return Check(column, "unknown_customer", f"{word} IS NOT NULL AND m.{pk} IS NULL", f"left({word}, 80)")


def named_column(name: str, label: Any, words: str, *, required: bool = True) -> Column:
    """A column that names a customer by another word than "customer"."""
    return Column(name, cells.line(80), required=required, label=label, words=words)
