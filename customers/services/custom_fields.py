"""Defining further fields. Only admins do; what values mean never changes under their feet."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.errors import AppError, NotAllowed, StaleRecord
from common.formats import number
from customers.custom import forget_definitions
from customers.custom.types import LINE_LIMIT, TEXT_LIMIT, value_type
from customers.enums import CHOICE_TYPES, NUMBER_TYPES, FieldType
from customers.models import CustomChoice, CustomField
from customers.models.custom_field import KEY_PATTERN, KEY_REFUSAL, MOST_CHOICES, MOST_FIELDS
from customers.queries.custom_fields import (
    COUNT_LIMIT,
    count_misfits,
    count_shared_values,
    count_with_value,
    customers_with_choice,
    with_value,
)
from customers.services.checks import check_fields
from customers.services.custom_values import hold_definitions_alone

EDITABLE = (
    "key",
    "type",
    "label_id",
    "label_en",
    "help_id",
    "help_en",
    "section_id",
    "section_en",
    "kind",
    "party_types",
    "is_required",
    "is_unique",
    "on_card",
    "in_list",
    "minimum",
    "maximum",
    "max_length",
)
BOUNDED_TYPES = (*NUMBER_TYPES, FieldType.DATE)
TEXT_LIMITS = {FieldType.TEXT: LINE_LIMIT, FieldType.LONG_TEXT: TEXT_LIMIT}
UNIQUE_TYPES = (*NUMBER_TYPES, FieldType.TEXT, FieldType.DATE, FieldType.EMAIL, FieldType.URL, FieldType.PHONE)


@dataclass(frozen=True)
class ChoiceGiven:
    """A choice as it shall be; without a `value` it is a new one, whose value is made from its label."""

    label_id: str
    label_en: str
    value: str = ""
    is_active: bool = True


@transaction.atomic
def add_custom_field(*, at: datetime, choices: Sequence[ChoiceGiven] = (), **values: Any) -> CustomField:
    """Ask customers something more. `values` of EDITABLE; an empty key is made from the label."""
    hold_definitions_alone()
    existing = list(CustomField.objects.all())
    if len(existing) >= MOST_FIELDS:
        raise NotAllowed(
            _("There can be at most %(n)s further fields. Delete one that is not used.") % {"n": MOST_FIELDS}
        )
    field = CustomField(created_at=at, position=max((row.position for row in existing), default=-1) + 1)
    _assign(field, values)
    field.key = field.key or _free_word(field.label_en or field.label_id, {row.key for row in existing})
    _check(field, existing)
    field.save(force_insert=True)
    _write_choices(field, choices)
    forget_definitions()
    return field


@transaction.atomic
def update_custom_field(
    *,
    field: CustomField,
    expected_version: int,
    at: datetime,
    choices: Sequence[ChoiceGiven] | None = None,
    **values: Any,
) -> CustomField:
    """Save changed `values` of EDITABLE, and the choices unless None.

    What customers have is never made meaningless: key, type and choices that are in use stay as far as they must. New
    bounds bind whatever is saved from now on. Raises StaleRecord when somebody else has saved the field meanwhile.
    """
    hold_definitions_alone()
    stored = CustomField.objects.get(pk=field.pk)
    if stored.version != expected_version:
        current = {name: getattr(stored, name) for name in (*EDITABLE, "version")}
        raise StaleRecord(_("Somebody else saved this field meanwhile. Compare and save again."), current=current)
    row = CustomField.objects.get(pk=field.pk)
    _assign(row, values)
    row.key = row.key or stored.key
    _check(row, CustomField.objects.exclude(pk=row.pk))
    if row.key != stored.key and with_value(stored.key).exists():
        raise AppError(_("The key can't be changed any more: customers have values under it."), field="key")
    if row.type != stored.type:
        _refuse_lost_values(stored, row.type)
    if row.is_unique and not stored.is_unique:
        _refuse_shared_values(row)
    row.changed_at = at
    row.version = expected_version + 1
    row.save()
    if choices is not None:
        _write_choices(row, choices)
    forget_definitions()
    return row


@transaction.atomic
def move_custom_field(*, field: CustomField, earlier: bool) -> None:
    """Put a field one place earlier or later in the order; at the end of the line nothing happens."""
    hold_definitions_alone()
    order = list(CustomField.objects.all())
    place = next((n for n, row in enumerate(order) if row.pk == field.pk), None)
    other = None if place is None else place + (-1 if earlier else 1)
    if place is None or other is None or not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, row in enumerate(order):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position", "changed_at"])
    forget_definitions()


@transaction.atomic
def set_custom_field_active(*, field: CustomField, is_active: bool) -> CustomField:
    """Retire a field, which keeps its values and is asked and shown no more, or take it up again."""
    hold_definitions_alone()
    row = CustomField.objects.get(pk=field.pk)
    if row.is_active != is_active:
        row.is_active = is_active
        row.version += 1
        row.save(update_fields=["is_active", "version", "changed_at"])
        forget_definitions()
    return row


@transaction.atomic
def delete_custom_field(*, field: CustomField) -> None:
    """Take away a field that no customer has a value of; others can be retired."""
    hold_definitions_alone()
    used = count_with_value(field.key)
    if used:
        raise NotAllowed(
            ngettext(
                "%(count)s customer has a value of this field. Retire it instead; the values stay.",
                "%(count)s customers have a value of this field. Retire it instead; the values stay.",
                used,
            )
            % {"count": _many(used)}
        )
    CustomField.objects.filter(pk=field.pk).delete()
    forget_definitions()


def _assign(field: CustomField, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name not in EDITABLE:
            raise TypeError(f"{name} is no editable property of a further field")
        setattr(field, name, value)


def _check(field: CustomField, others: Collection[CustomField]) -> None:
    check_fields(field, *(name for name in EDITABLE if name != "party_types"))
    if not re.fullmatch(KEY_PATTERN, field.key):
        raise AppError(KEY_REFUSAL, field="key")
    if any(other.key == field.key for other in others):
        raise AppError(_("Another field has this key."), field="key")
    if not field.label_id and not field.label_en:
        raise AppError(_("Enter the label in at least one language."), field="label_id")
    _refuse_same_label(field, others)
    _check_bounds(field)
    _check_length(field)
    if field.is_unique and field.type not in UNIQUE_TYPES:
        raise AppError(_("Values of this type can't be kept apart."), field="is_unique")


def _refuse_same_label(field: CustomField, others: Collection[CustomField]) -> None:
    """Files name a field by its label too, so a label must mean one field."""
    taken = {label.casefold() for other in others for label in (other.label_id, other.label_en) if label}
    for name in ("label_id", "label_en"):
        if getattr(field, name).casefold() in taken:
            raise AppError(_("Another field has this label."), field=name)


def _check_bounds(field: CustomField) -> None:
    if field.type not in BOUNDED_TYPES:
        field.minimum = field.maximum = ""
        return
    unbounded = CustomField(type=field.type)
    bounds = []
    for name in ("minimum", "maximum"):
        try:
            value = value_type(field).read(unbounded, getattr(field, name))
        except AppError as error:
            raise AppError(error.message, field=name) from error
        setattr(field, name, "" if value is None else str(value))
        bounds.append(value)
    if None not in bounds and bounds[0] > bounds[1]:
        raise AppError(_("The largest value must not be below the smallest."), field="maximum")


def _check_length(field: CustomField) -> None:
    limit = TEXT_LIMITS.get(FieldType(field.type))
    if limit is None:
        field.max_length = None
    elif field.max_length is not None and not 1 <= field.max_length <= limit:
        raise AppError(_("Enter a length between 1 and %(limit)s.") % {"limit": number(limit)}, field="max_length")


def _refuse_lost_values(stored: CustomField, new_type: str) -> None:
    lost = count_misfits(stored, new_type)
    if lost:
        raise AppError(
            ngettext(
                "The type can't be changed: the value of %(count)s customer would not fit. Add a new field instead.",
                "The type can't be changed: the values of %(count)s customers would not fit. Add a new field instead.",
                lost,
            )
            % {"count": number(lost)},
            field="type",
        )


def _refuse_shared_values(field: CustomField) -> None:
    shared = count_shared_values(field)
    if shared:
        raise AppError(
            ngettext(
                "%(count)s value is shared by several customers. Mend that first.",
                "%(count)s values are shared by several customers. Mend that first.",
                shared,
            )
            % {"count": number(shared)},
            field="is_unique",
        )


def _write_choices(field: CustomField, given: Sequence[ChoiceGiven]) -> None:
    """Make the choices these, in this order. One that customers hold can be retired, not taken away."""
    if field.type not in CHOICE_TYPES:
        given = ()
    _check_choices(field, given)
    stored = {choice.value: choice for choice in field.choices.all()}
    kept = {one.value for one in given}
    for value, choice in stored.items():
        if value in kept:
            continue
        if customers_with_choice(field, value):
            raise AppError(
                _("“%(choice)s” is in use. Retire it instead; customers keep it.") % {"choice": choice.label},
                field="choices",
            )
        choice.delete()
    for position, one in enumerate(given):
        value = one.value or _free_word(one.label_en or one.label_id, {*stored, *kept})
        kept.add(value)
        choice = stored.get(value) or CustomChoice(field=field, value=value)
        new = {
            "label_id": one.label_id,
            "label_en": one.label_en,
            "is_active": one.is_active,
            "position": position,
        }
        if choice.pk is None or any(getattr(choice, name) != wanted for name, wanted in new.items()):
            for name, wanted in new.items():
                setattr(choice, name, wanted)
            check_fields(choice, "value", "label_id", "label_en")
            choice.save()


def _check_choices(field: CustomField, given: Sequence[ChoiceGiven]) -> None:
    if field.type in CHOICE_TYPES and not any(one.is_active for one in given):
        raise AppError(_("Enter at least one choice."), field="choices")
    if len(given) > MOST_CHOICES:
        raise AppError(_("There can be at most %(n)s choices.") % {"n": MOST_CHOICES}, field="choices")
    owners: dict[str, int] = {}
    for place, one in enumerate(given):
        if not one.label_id and not one.label_en:
            raise AppError(_("Enter the label of each choice in at least one language."), field="choices")
        for word in filter(None, (one.label_id, one.label_en, one.value)):
            # Files name a choice by its words, so a word must mean one choice.
            if owners.setdefault(word.casefold(), place) != place:
                raise AppError(_("Two choices go under “%(word)s”.") % {"word": word}, field="choices")
            if ";" in word:
                raise AppError(
                    _("A choice must not contain a semicolon: files have it between choices."), field="choices"
                )


def _free_word(label: str, taken: Collection[str]) -> str:
    """A key or value made from a label, with a number behind it where another has it."""
    stem = re.sub(r"^[^a-z]+", "", slugify(label).replace("-", "_"))[:36].strip("_") or "field"
    return next(word for word in (stem, *(f"{stem}_{n}" for n in range(2, 10_000))) if word not in taken)


def _many(count: int) -> str:
    return _("more than %(limit)s") % {"limit": number(COUNT_LIMIT)} if count > COUNT_LIMIT else number(count)
