"""Boxes for the values of further fields, as their definitions ask for them."""

from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from common.fields import DateInput
from common.forms import PrimaForm
from customers.custom import definitions, value_type
from customers.enums import FieldType, Kind, PartyType
from customers.models import CustomField

ASKED = "custom_asked"
_FIGURE = {"autocomplete": "off", "class": "num"}
_WIDGETS: Mapping[str, Any] = {
    FieldType.TEXT: lambda: forms.TextInput({"autocomplete": "off"}),
    FieldType.LONG_TEXT: lambda: forms.Textarea({"rows": 3}),
    FieldType.INTEGER: lambda: forms.TextInput({"inputmode": "numeric", **_FIGURE}),
    FieldType.DECIMAL: lambda: forms.TextInput({"inputmode": "decimal", **_FIGURE}),
    FieldType.MONEY: lambda: forms.TextInput({"inputmode": "decimal", **_FIGURE}),
    FieldType.DATE: DateInput,
    FieldType.YES_NO: forms.Select,
    FieldType.CHOICE: forms.Select,
    FieldType.CHOICES: forms.CheckboxSelectMultiple,
    FieldType.EMAIL: lambda: forms.EmailInput({"autocomplete": "off"}),
    FieldType.URL: lambda: forms.TextInput({"inputmode": "url", "autocomplete": "off"}),
    FieldType.PHONE: lambda: forms.TextInput({"type": "tel", "autocomplete": "off"}),
}


class CustomValueField(forms.Field):
    """One further field in a form; cleans to the value as it is stored.

    A box that the sent page did not show yet (`was_asked` is False) keeps what is stored: nobody has seen it.
    """

    def __init__(self, definition: CustomField, *, stored: Any = None):
        super().__init__(
            label=definition.label,
            help_text=definition.help_text,
            required=definition.is_required,
            widget=_WIDGETS[definition.type](),
        )
        self.definition = definition
        self.stored = stored
        self.was_asked = True
        self.type = value_type(definition)
        self.initial = None if stored is None else self.type.typed(definition, stored)
        if hasattr(self.widget, "choices"):
            self.widget.choices = list(self._choices())

    def _choices(self) -> Iterable[tuple[str, Any]]:
        if self.definition.type != FieldType.CHOICES:
            yield "", _("Not known")
        if self.definition.type == FieldType.YES_NO:
            yield from (("yes", _("Yes")), ("no", _("No")))
        kept = self.stored if isinstance(self.stored, list) else [self.stored]
        for choice in self.definition.all_choices:
            if choice.is_active or choice.value in kept:
                yield choice.value, choice.label

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data if self.was_asked else initial

    def clean(self, value: Any) -> Any:
        if not self.was_asked:
            return self.stored
        try:
            cleaned = self._read(value)
        except AppError as error:
            raise ValidationError(str(error)) from error
        if cleaned is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return cleaned

    def _read(self, value: Any) -> Any:
        """A value that was left alone stays what it is, also where its choice can't be chosen any more."""
        if value == self.initial:
            return self.stored
        if isinstance(value, list | tuple):
            return self.type.check(self.definition, value, stored=self.stored) if value else None
        return self.type.read(self.definition, value or "")

    def shown(self, value: Any) -> str:
        """A value in words, beside another's when two people saved."""
        return "" if value is None else self.type.shown(self.definition, value)


class CustomValuesMixin:
    """Gives a form about one customer the further fields that such customers are asked.

    Which ones follows from the kind and type in the form; choosing others brings their fields (by script at once,
    without it when the form is sent).
    """

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def add_custom_fields(self, *, kind: str, party_type: str, stored: Mapping[str, Any]) -> None:
        asked = set(self.data.get(ASKED, "").split()) if self.is_bound else None  # type: ignore[attr-defined]
        for definition in definitions().asked_of(kind, party_type):
            field = CustomValueField(definition, stored=stored.get(definition.key))
            field.was_asked = asked is None or definition.key in asked or definition.name in self.data  # type: ignore[attr-defined]
            self.fields[definition.name] = field

    @property
    def custom_fields(self) -> list[CustomField]:
        return [field.definition for field in self.fields.values() if isinstance(field, CustomValueField)]

    @property
    def custom(self) -> dict[str, Any]:
        """Values by key, of the fields that the sent page had; None where a box was left empty."""
        return {
            field.definition.key: self.cleaned_data[name]
            for name, field in self.fields.items()
            if isinstance(field, CustomValueField) and field.was_asked
        }

    def custom_sections(self) -> Div:
        """The boxes under their headings, in a block that can be exchanged when another kind is chosen."""
        return custom_block(self.custom_fields)


def custom_block(fields: Iterable[CustomField]) -> Div:
    by_heading: dict[str, list[CustomField]] = {}
    for field in fields:
        by_heading.setdefault(field.section, []).append(field)
    keys = " ".join(field.key for group in by_heading.values() for field in group)
    asked = HTML(f'<input type="hidden" name="{ASKED}" value="{keys}">') if keys else HTML("")
    sections = [Fieldset(heading or _("Further fields"), *_laid_out(group)) for heading, group in by_heading.items()]
    return Div(asked, *sections, css_id="custom-fields")


_SHORT = {FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.DATE, FieldType.YES_NO, FieldType.CHOICE}


def _laid_out(group: list[CustomField]) -> Iterable[str | Div]:
    """Neighbours that need little room stand side by side."""
    row: list[str] = []
    for field in group:
        if field.type in _SHORT:
            row.append(field.name)
            continue
        if row:
            yield Div(*row, css_class="field-grid")
            row = []
        yield field.name
    if row:
        yield Div(*row, css_class="field-grid")


class CustomFieldsPreview(CustomValuesMixin, PrimaForm):
    """How the fields of one kind and type look to staff; sends nothing."""

    def __init__(self, *, kind: Kind, party_type: PartyType):
        super().__init__(auto_id="preview_%s")
        self.add_custom_fields(kind=kind, party_type=party_type, stored={})
        for field in self.fields.values():
            field.disabled = True

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(self.custom_sections())
        return helper
