"""What the customer's page and the short card say of further fields."""

from collections.abc import Iterable
from itertools import groupby

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.custom.definitions import definitions
from customers.custom.values import Answer, answers_of, missing_fields
from customers.models import Customer
from customers.panels import Panel, register_panel
from customers.permissions import can_edit_customer


def further_fields(request: HttpRequest, customer: Customer) -> Panel | None:
    """The answers under their headings, and what must still be asked; nothing where there are no such fields."""
    answers = answers_of(customer)
    missing = []
    if can_edit_customer(request.user, customer):
        missing = missing_fields(customer.custom_values, kind=customer.kind, party_type=customer.party_type)
    if not answers and not missing:
        return None
    edit_url = reverse("customers:customer_edit", args=[customer.pk])
    context = {"groups": under_headings(answers), "missing": missing, "edit_url": edit_url}
    return Panel(_("Further fields"), "customers/_custom_answers.html", context)


def card_answers(customer: Customer) -> list[Answer]:
    """The few answers that staff want to see while the customer is on the phone."""
    return answers_of(customer, fields=[field for field in definitions() if field.on_card])


def under_headings(answers: Iterable[Answer]) -> list[tuple[str, list[Answer]]]:
    """Answers by heading, those without one first; headings in the order of their first field."""
    order: dict[str, int] = {"": -1}
    for place, answer in enumerate(answers := list(answers)):
        order.setdefault(answer.field.section, place)
    ordered = sorted(answers, key=lambda answer: order[answer.field.section])
    return [(heading, list(group)) for heading, group in groupby(ordered, key=lambda answer: answer.field.section)]


def register() -> None:
    register_panel("custom_fields", position=55, slot="about", build=further_fields)
