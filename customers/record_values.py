"""A customer's record value by value, each under a key: "email", "tags.vip", "phones.8123456", "custom_values.size".

A merge takes values over one by one and notes what was there before, so that each can be given back by itself.
Values are as JSON holds them. None means that there is none: no such tag, no such number, an empty custom field.
"""

from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Field, ForeignKey, Max

from customers.models import Customer, Phone

# What a record can say in one way only, so that of two records one has to be chosen.
SINGLE = (
    "name",
    "salutation",
    "party_type",
    "email",
    "language",
    "city",
    "address",
    "birth_date",
    "department",
    "owner",
    "is_commercial",
    "buyer_role",
    "acquisition_source",
    "is_test",
    "preferred_channel",
    "best_time",
    "expectations",
    "notes",
)
# Two columns that the database accepts together only.
EXIT = "exit"
_EXIT_COLUMNS = ("exit_reason", "exit_date")
# Texts that can be kept from both records, one under the other.
JOINABLE = ("expectations", "notes")
# A refusal of one record is a refusal of the customer: merging never opens a way that was closed.
REFUSALS = {"survey_consent": False, "do_not_contact": True}

TAG, PHONE, CUSTOM = "tags", "phones", "custom_values"
_PHONE_COLUMNS = ("typed", "e164", "is_mobile", "position")


def same(key: str, one: Any, other: Any) -> bool:
    """Whether two values of a key are the same to people; the place of a phone number in the list is none of them."""
    if key.startswith(f"{PHONE}.") and one and other:
        return bool(one["typed"] == other["typed"])
    return bool(one == other)


def is_united(key: str) -> bool:
    """Whether two records together have what either of them has, instead of one of two values."""
    return key in REFUSALS or key.partition(".")[0] in (TAG, PHONE)


def says_something(key: str, value: Any) -> bool:
    """Whether a value of a united key is there: a tag, a number, a refusal."""
    return bool(value == REFUSALS[key]) if key in REFUSALS else value is not None


class RecordValues:
    """The values of one stored record, which its transaction has locked; `save` writes what was put in."""

    def __init__(self, customer: Customer):
        self.customer = customer
        self._columns: set[str] = set()
        self._numbers: dict[str, dict[str, Any] | None] = {}

    @cached_property
    def _phones(self) -> dict[str, dict[str, Any]]:
        return {
            phone.digits: {name: getattr(phone, name) for name in _PHONE_COLUMNS}
            for phone in self.customer.phones.all()
        }

    @property
    def tags(self) -> list[str]:
        return list(self.customer.tags)

    @property
    def numbers(self) -> list[str]:
        """The digits of all phone numbers, in the order of the list."""
        return list(self._phones)

    @property
    def custom_keys(self) -> list[str]:
        return list(self.customer.custom_values)

    def get(self, key: str) -> Any:
        kind, _dot, part = key.partition(".")
        if kind == TAG:
            return part in self.customer.tags or None
        if kind == PHONE:
            return self._phones.get(part)
        if kind == CUSTOM:
            return self.customer.custom_values.get(part)
        if kind == EXIT:
            return [_plain(getattr(self.customer, name)) for name in _EXIT_COLUMNS]
        return _plain(getattr(self.customer, _field(kind).attname))

    def put(self, key: str, value: Any) -> None:
        kind, _dot, part = key.partition(".")
        if kind == TAG:
            others = [tag for tag in self.customer.tags if tag != part]
            self._set(TAG, [*others, part] if value else others)
        elif kind == PHONE:
            self._numbers[part] = value
            self._phones.pop(part, None)
            if value:
                self._phones[part] = value
        elif kind == CUSTOM:
            others = {name: one for name, one in self.customer.custom_values.items() if name != part}
            self._set(CUSTOM, others if value is None else {**others, part: value})
        elif kind == EXIT:
            for name, one in zip(_EXIT_COLUMNS, value, strict=True):
                self._set(name, one if name == "exit_reason" else _field(name).to_python(one))
        else:
            self._set(kind, self._stored(kind, value))

    def _stored(self, name: str, value: Any) -> Any:
        """A value as the column takes it; a person or department that is gone meanwhile is left out."""
        field = _field(name)
        if isinstance(field, ForeignKey):
            related: Any = field.remote_field.model
            return related._base_manager.filter(pk=value).first() if value else None
        return field.to_python(value)

    def _set(self, column: str, value: Any) -> None:
        setattr(self.customer, column, value)
        self._columns.add(column)

    @property
    def has_changed(self) -> bool:
        return bool(self._columns or self._numbers)

    def save(self, *, at: datetime) -> None:
        """Write what was put in and count the version up, so that whoever edits the record now is told."""
        if not self.has_changed:
            return
        self._save_phones()
        self.customer.updated_at = at
        self.customer.save_version(expected=self.customer.version, fields=[*sorted(self._columns), "updated_at"])

    def _save_phones(self) -> None:
        if self._numbers:
            Phone.objects.filter(customer=self.customer, digits__in=list(self._numbers)).delete()
        for digits, value in self._numbers.items():
            if value is not None:
                Phone.objects.create(customer=self.customer, digits=digits, **value)

    def next_position(self) -> int:
        """Where a further phone number stands in the list."""
        last = self.customer.phones.aggregate(last=Max("position"))["last"]
        waiting = [value["position"] for value in self._numbers.values() if value]
        return max([-1 if last is None else last, *waiting]) + 1


def _field(name: str) -> Field:
    return Customer._meta.get_field(name)  # type: ignore[return-value]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
