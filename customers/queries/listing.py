"""The orders of the list of customers. Each has an index over the same columns: every page costs what one costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower, NullIf
from django.utils.translation import gettext_lazy as _

from customers.models import Customer


def city_key() -> NullIf:
    """The city as it is compared and sorted, whatever its capitals; null where none is known, so that it comes last."""
    return NullIf(Lower("city"), Value(""), output_field=CharField(null=True))


@dataclass(frozen=True)
class Order:
    """An order by its name in the address. `computed` are the columns that are no fields of the table."""

    key: str
    label: Any
    fields: tuple[str, ...]
    computed: Mapping[str, Combinable]


def _order(key: str, label: Any, *fields: str, **computed: Combinable) -> tuple[str, Order]:
    return key, Order(key, label, fields, computed)


ORDERS: dict[str, Order] = dict(
    (
        _order("name", _("Name"), "name", "id"),
        _order("-name", _("Name, from Z"), "-name", "-id"),
        _order("-created", _("Newest first"), "-created_at", "-id"),
        _order("created", _("Oldest first"), "created_at", "id"),
    )
)


def order_of(key: str) -> Order:
    """The order of this name, else by name."""
    return ORDERS.get(key, ORDERS["name"])


def sortable(customers: "QuerySet[Customer]", order: Order) -> "QuerySet[Customer]":
    """The customers with the computed columns of an order."""
    return customers.annotate(**order.computed) if order.computed else customers
