"""The orders of the list of customers. Each has an index over the same columns: every page costs what one costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from customers.models.customer import city_key, stage_rank


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
        _order("-changed", _("Changed last"), "-updated_at", "-id"),
        _order("changed", _("Longest unchanged"), "updated_at", "id"),
        _order("city", _("City"), "city_key", "name", "id", city_key=city_key()),
        _order("-stage", _("Stage, advocates first"), "-stage_rank", "-name", "-id", stage_rank=stage_rank()),
        _order("stage", _("Stage, suspects first"), "stage_rank", "name", "id", stage_rank=stage_rank()),
        # Of two tables, so they go in opposite directions: the bound on the day alone then reaches its index.
        _order("-bought", _("Last purchase, latest first"), "-last_bought", "id", last_bought=F("activity__last_on")),
        _order(
            "bought", _("Last purchase, longest ago first"), "last_bought", "-id", last_bought=F("activity__last_on")
        ),
        _order("-city", _("City, from Z"), "-city_key", "-name", "-id", city_key=city_key()),
    )
)


def order_of(key: str) -> Order:
    """The order of this name, else by name."""
    return ORDERS.get(key, ORDERS["name"])


def sortable(customers: "QuerySet[Customer]", order: Order) -> "QuerySet[Customer]":
    """The customers with the computed columns of an order."""
    return customers.annotate(**order.computed) if order.computed else customers
