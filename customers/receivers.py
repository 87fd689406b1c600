"""Signals of lower apps and what this app does on them."""

from accounts.models import User
from accounts.queries import register_audit_lookup
from customers.models import Customer


def customer_called(user: User, text: str) -> int | None:
    """The id of the customer with this number, or with this identifier in the source."""
    found = Customer.objects.filter(number=text.upper()) or Customer.objects.filter(external_id=text)
    return found.values_list("pk", flat=True).first()


def register() -> None:
    register_audit_lookup("customers.customer", customer_called)
