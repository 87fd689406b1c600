"""Two records side by side, value by value, as people read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.db.models import BooleanField
from django.utils.translation import gettext as _

from common.formats import NOTHING, shortdate
from customers.custom import definitions, value_type
from customers.models import Customer
from customers.record_values import CUSTOM, EXIT, PHONE, REFUSALS, SINGLE, TAG, RecordValues

# Where to reach somebody changes with time: of two values the one of the record that was kept up longer is right.
_OF_THE_MOMENT = {"email", "city", "address", "language", "owner"}
# Beyond this length people compare texts by reading, and marks would be noise.
_MARKED_LENGTH = 120


@dataclass(frozen=True)
class Part:
    """A piece of a value, and whether the other record lacks it."""

    text: str
    differs: bool


@dataclass(frozen=True)
class ComparedValue:
    """One value of two records: how each shows it, which is the better guess for both."""

    key: str
    label: str
    first: str
    second: str
    prefers_first: bool | None  # None where the record that is kept decides

    @property
    def differs(self) -> bool:
        return self.first != self.second

    @cached_property
    def parts(self) -> tuple[list[Part], list[Part]]:
        """Both values cut into pieces, with those marked that only one of them has."""
        return marked(self.first, self.second)


def compared(first: Customer, second: Customer) -> list[ComparedValue]:
    """Everything of which one record says this and the other perhaps that, in the order of the customer's form."""
    one, other = RecordValues(first), RecordValues(second)
    custom = dict.fromkeys([*one.custom_keys, *other.custom_keys])
    keys = [*SINGLE, EXIT, *(f"{CUSTOM}.{name}" for name in custom)]
    return [
        ComparedValue(key, label_of(key), shown(first, key), shown(second, key), _prefers_first(key, first, second))
        for key in keys
        if one.get(key) != other.get(key) or _is_filled(one.get(key))
    ]


def _prefers_first(key: str, first: Customer, second: Customer) -> bool | None:
    """Filled over empty; where to reach somebody, by the record changed later."""
    filled = [_is_filled(RecordValues(customer).get(key)) for customer in (first, second)]
    if filled[0] != filled[1]:
        return filled[0]
    return first.updated_at >= second.updated_at if key in _OF_THE_MOMENT else None


def _is_filled(value: Any) -> bool:
    return value not in (None, "", ["", None])


def label_of(key: str) -> str:
    """What people call the value of a key."""
    kind, _dot, part = key.partition(".")
    if kind == TAG:
        return _("Tag “%(tag)s”") % {"tag": part}
    if kind == PHONE:
        return _("Phone number %(number)s") % {"number": part}
    if kind == CUSTOM:
        field = definitions().by_key.get(part)
        return field.label if field else part
    if kind == EXIT:
        return _("Left")
    name = str(Customer._meta.get_field(kind).verbose_name)  # type: ignore[union-attr]
    return name[:1].upper() + name[1:]


def shown(customer: Customer, key: str) -> str:
    """A value as text, "" where there is none."""
    kind, _dot, part = key.partition(".")
    if kind == EXIT:
        return ", ".join(filter(None, [customer.get_exit_reason_display(), _day(customer.exit_date)]))
    if kind == CUSTOM:
        return _custom(part, customer.custom_values.get(part))
    field = Customer._meta.get_field(kind)
    value = getattr(customer, kind)
    if isinstance(field, BooleanField):
        return _("Yes") if value else _("No")
    if getattr(field, "choices", None):
        return str(getattr(customer, f"get_{kind}_display")())
    if kind == "birth_date":
        return _day(value)
    return str(value or "")


def _day(value: Any) -> str:
    return shortdate(value) if value else ""


def _custom(key: str, value: Any) -> str:
    field = definitions().by_key.get(key)
    if value is None or field is None:
        return "" if value is None else str(value)
    return value_type(field).shown(field, value)


def marked(first: str, second: str) -> tuple[list[Part], list[Part]]:
    """Two texts in pieces; what is only in one of them is marked, letter case aside."""
    if first == second or not first or not second or max(len(first), len(second)) > _MARKED_LENGTH:
        return [Part(first or NOTHING, False)], [Part(second or NOTHING, False)]
    blocks = SequenceMatcher(None, first.lower(), second.lower(), autojunk=False).get_matching_blocks()
    return _pieces(first, [(b.a, b.size) for b in blocks]), _pieces(second, [(b.b, b.size) for b in blocks])


def _pieces(text: str, blocks: Sequence[tuple[int, int]]) -> list[Part]:
    pieces = [Part(text[: blocks[0][0]], True)]
    for (start, size), (following, _size) in pairwise(blocks):
        pieces += [Part(text[start : start + size], False), Part(text[start + size : following], True)]
    return [piece for piece in pieces if piece.text]


def refused(first: Customer, second: Customer) -> list[str]:
    """What either of the two has refused, so that the customer has."""
    words = {"survey_consent": _("no surveys"), "do_not_contact": _("do not contact")}
    return [words[key] for key, value in REFUSALS.items() if value in (getattr(first, key), getattr(second, key))]
