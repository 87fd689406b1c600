"""Which pages show somebody's data: known by their addresses, so that no page can forget to tell.

All pages under `customers/<pk>/` are; an app registers the addresses of its own pages that show a customer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.models import User
from privacy.enums import AccessKind
from privacy.models import AccessEntry

# The id of the customer, and that of the thing the page is about (0 for the customer itself).
Seen = tuple[int, int]
Gate = Callable[[User, "QuerySet[AccessEntry]"], "QuerySet[AccessEntry]"]
Find = Callable[[HttpRequest, Mapping[str, Any]], Seen | None]


@dataclass(frozen=True)
class RecordRoute:
    """Addresses that begin with `prefix` (as in urls.py) show the data of the customer whom `find` gives."""

    prefix: str
    kind: AccessKind
    find: Find


_routes: list[RecordRoute] = []
_gates: list[Gate] = []
_confidential: list[Gate] = []
_gated: set[type[Model]] = set()


def register_record_route(prefix: str, *, kind: AccessKind, find: Find) -> None:
    """`find` is given the request and the arguments of its address, and costs one small query at most."""
    _routes.append(RecordRoute(prefix, kind, find))
    _routes.sort(key=lambda route: len(route.prefix), reverse=True)


def register_access_gate(*, visible: Gate, confidential: Gate | None = None, model: type[Model] | None = None) -> None:
    """`visible` leaves out the lines that would betray something to a person; `confidential` keeps those about
    confidential things that this person may know of. Lines of lists of `model` name the row, for these two."""
    _gates.append(visible)
    if model:
        _gated.add(model)
    if confidential:
        _confidential.append(confidential)


def has_own_gate(model: type[Model]) -> bool:
    """Whether the log of looks names rows of this table."""
    return model in _gated


def route_of(address: str) -> RecordRoute | None:
    """The registered beginning that fits best."""
    return next((route for route in _routes if address.startswith(route.prefix)), None)


def visible_entries(user: User) -> "QuerySet[AccessEntry]":
    """Looks at records that `user` may know of."""
    entries = AccessEntry.objects.all()
    for keep in _gates:
        entries = keep(user, entries)
    return entries


def confidential_entries(user: User) -> "QuerySet[AccessEntry]":
    """Looks at confidential things that `user` may know of."""
    entries = visible_entries(user)
    for keep in _confidential:
        entries = keep(user, entries)
    return entries if _confidential else entries.none()


def _customer(request: HttpRequest, arguments: Mapping[str, Any]) -> Seen:
    return arguments["pk"], 0


def _in_admin(request: HttpRequest, arguments: Mapping[str, Any]) -> Seen | None:
    text = str(arguments["object_id"])
    return (int(text), 0) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def register() -> None:
    register_record_route("customers/<int:pk>/", kind=AccessKind.PAGE, find=_customer)
    register_record_route("customers/<int:pk>/card/", kind=AccessKind.CARD, find=_customer)
    register_record_route("admin/customers/customer/<path:object_id>/", kind=AccessKind.PAGE, find=_in_admin)
