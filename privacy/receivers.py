"""Signals of lower apps and what this app does on them."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.signals import rows_given
from customers.models import Customer
from privacy.enums import AccessKind
from privacy.services import note_accesses
from privacy.viewing import has_own_gate, route_of


def note_rows_given(sender: type[models.Model], request: HttpRequest, rows: list[Any], **kwargs: Any) -> None:
    """Whose data the API has given is noted for the maker of the key: one statement a page.

    Rows below one customer's address are noted with that address, as pages are.
    """
    if request.resolver_match and route_of(request.resolver_match.route):
        return
    if sender is Customer:
        seen = [(row.pk, 0) for row in rows]
    elif any(field.name == "customer" for field in sender._meta.fields):
        seen = [(row.customer_id, row.pk if has_own_gate(sender) else 0) for row in rows if row.customer_id]
    else:
        return
    if isinstance(request.user, User):
        note_accesses(user=request.user, seen=seen, kind=AccessKind.API, at=timezone.now())


def register() -> None:
    rows_given.connect(note_rows_given)
