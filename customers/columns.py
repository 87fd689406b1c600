"""The columns of the list of customers, on the screen and in files.

An app above adds its own with `register_columns`; they can then be chosen, kept in saved views and exported.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import formats
from common.columns import Column, columns_named, own_column, related_column
from common.phones import phone_display
from common.templatetags.prima import badge
from customers.enums import Standing
from customers.models import Customer
from customers.queries import with_first_phone

_field = partial(own_column, Customer)


def _activity(name: str, label: Any, field: str, **options: Any) -> Column:
    """A figure that the worker keeps of what a customer buys; empty for who was never looked at."""
    return Column(
        name,
        label,
        lambda customer: getattr(getattr(customer, "activity", None), field, None),
        prepare=lambda customers: customers.select_related("activity"),
        **options,
    )


def _standing(customer: Customer) -> SafeString:
    tone = "primary" if customer.standing == Standing.PRIMARY else "closed"
    return badge(tone, customer.get_standing_display())


def _phone(customer: Any) -> SafeString | str:
    number = customer.first_phone
    return format_html('<a href="tel:{}">{}</a>', number, phone_display(number)) if number else formats.NOTHING


def _tags(customer: Customer) -> SafeString | str:
    address = reverse("customers:customer_list")
    links = ((address, urlencode({"tags": tag}), tag) for tag in customer.tags)
    return format_html_join(" ", '<a class="tag" href="{}?{}">{}</a>', links) or formats.NOTHING


NAME = _field("name", _("Name"), sort="name")
COLUMNS: tuple[Column, ...] = (
    NAME,
    _field("number", _("Number")),
    _field("external_id", _("Identifier in the source")),
    _field("kind", _("Kind")),
    _field("party_type", _("Type")),
    _field("is_commercial", _("Buys for commercial use")),
    _field("buyer_role", _("Role")),
    _field("standing", _("Standing"), html=_standing),
    _field("standing_source", _("Standing set by")),
    _field("stage", _("Stage of the life cycle"), sort="stage"),
    _field("stage_since", _("In this stage since")),
    _activity("last_bought", _("Last purchase"), "last_on", sort="bought"),
    _activity("purchases", _("Purchases"), "purchases", is_numeric=True),
    Column("phone", _("Phone"), lambda customer: customer.first_phone, html=_phone, prepare=with_first_phone),
    _field("email", _("E-mail address")),
    _field("preferred_channel", _("Likes to be reached by")),
    _field("best_time", _("Best time to reach")),
    _field("city", _("City"), sort="city"),
    _field("address", _("Address")),
    _field("birth_date", _("Date of birth")),
    _field("salutation", _("Form of address")),
    _field("language", _("Language")),
    related_column("department", _("Department")),
    related_column("owner", _("Looked after by"), code="email"),
    _field("tags", _("Tags"), html=_tags),
    _field("acquisition_source", _("Came to us through")),
    _field("survey_consent", _("May be asked in surveys")),
    _field("do_not_contact", _("Do not contact")),
    _field("is_test", _("Test record")),
    _field("exit_reason", _("Reason for leaving")),
    _field("exit_date", _("Left on")),
    _field("created_at", _("Added"), sort="created"),
    _field("updated_at", _("Changed"), sort="changed"),
    _field("expectations", _("Needs and expectations")),
    _field("notes", _("Notes")),
)
DEFAULT = ("name", "standing", "phone", "city", "tags", "owner", "number")

Build = Callable[[User], Sequence[Column]]
_builders: dict[str, Build] = {}


def register_columns(name: str, build: Build) -> None:
    """Add columns; `build` is called for each request and may read the database. Names must not clash with others."""
    _builders[name] = build


def columns_for(user: User) -> dict[str, Column]:
    """Every column this person may choose, by name, in the order in which they are offered."""
    return {column.name: column for column in _all(user)}


def _all(user: User) -> Iterator[Column]:
    yield from COLUMNS
    for build in _builders.values():
        yield from build(user)


def chosen(names: Sequence[str], available: dict[str, Column]) -> list[Column]:
    """The columns of these names that exist, the name always first; the default ones when none is left."""
    default = [*DEFAULT, *(column.name for column in available.values() if column.is_default)]
    return columns_named(names, available, default=default)


def prepared(customers: "QuerySet[Customer]", columns: Sequence[Column]) -> "QuerySet[Customer]":
    """The query with all that these columns read, and without the long texts when they are not wanted."""
    names = {column.name for column in columns}
    customers = customers.defer(*(text for text in ("expectations", "notes") if text not in names))
    for column in columns:
        customers = column.prepare(customers)
    return customers
