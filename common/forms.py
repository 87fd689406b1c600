"""What every form of Prima has in common.

A form only reads: it tidies text, refuses what can't be stored and hands plain values to a service.
"""

import unicodedata
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, cast
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from common.errors import AppError, StaleRecord
from common.formats import shortdate

LINE_LIMIT = 500
TEXT_LIMIT = 10_000
# Both read text boxes but clean to something else than text.
_NOT_TEXT = (forms.UUIDField, forms.JSONField)
# Direction overrides and isolates make a name show as another one; zero-width marks make twins of it.
_INVISIBLE = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF])


def tidy_line(text: str) -> str:
    """One line: composed letters, no invisible marks, every run of white space one blank."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


def tidy_text(text: str) -> str:
    """Several lines, with the blanks at line ends and more than one empty line in a row taken away."""
    lines = unicodedata.normalize("NFC", text).translate(_INVISIBLE).splitlines()
    kept: list[str] = []
    for line in (line.rstrip() for line in lines):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


class PrimaFormMixin:
    """Tidied text, length limits, our layout; put it before forms.Form or forms.ModelForm."""

    use_required_attribute = False
    fields: dict[str, forms.Field]
    add_error: Any

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and not isinstance(field, _NOT_TEXT) and field.strip:
                _tidy_before_validation(field)

    @property
    def helper(self) -> FormHelper:
        """Layout without form tag and token: the page writes both (components/form.html)."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    def add_app_error(self, error: AppError) -> None:
        """Show a service's refusal at its field, or above the form when it names none of ours."""
        self.add_error(error.field if error.field in self.fields else None, str(error))


def _tidy_before_validation(field: forms.CharField) -> None:
    many_lines = isinstance(field.widget, forms.Textarea)
    if field.max_length is None:
        field.max_length = TEXT_LIMIT if many_lines else LINE_LIMIT
        field.validators.append(MaxLengthValidator(field.max_length))
    field.to_python = partial(  # type: ignore[method-assign]  # forms copy their fields, so this one is ours
        _tidied, field.to_python, tidy_text if many_lines else tidy_line
    )


def _tidied(to_python: Callable[[Any], Any], tidy: Callable[[str], str], value: Any) -> Any:
    if isinstance(value, str):
        if "\x00" in value:
            raise ValidationError(_("This text contains a character that can't be stored. Type it again."), code="nul")
        value = tidy(value)
    return to_python(value)


class PrimaForm(PrimaFormMixin, forms.Form):
    """Base of forms without a model."""


class PrimaModelForm(PrimaFormMixin, forms.ModelForm):
    """Base of forms that take their fields from a model; saving is left to the service."""

    class Meta:
        abstract = True


class SubmissionKeyMixin(forms.Form):
    """A hidden key that is the same when a form is sent twice, so that the service answers with the first result."""

    submission_key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages={
            "invalid": _("The form was damaged on its way. Send it again."),
            "required": _("The form was damaged on its way. Send it again."),
        },
    )


@dataclass(frozen=True)
class ConflictRow:
    label: str
    theirs: Any
    yours: Any


@dataclass(frozen=True)
class Conflict:
    """What differs between the stored record and the form that was sent."""

    rows: list[ConflictRow]


class VersionMixin(forms.Form):
    """The version of the record that the form was filled from; two editors never overwrite each other unseen."""

    version: forms.Field = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=2**31 - 1,
        error_messages={
            "invalid": _("The form was damaged on its way. Open the page again."),
            "required": _("The form was damaged on its way. Open the page again."),
        },
    )
    conflict: Conflict | None = None

    def show_conflict(self, stale: StaleRecord) -> None:
        """Set stored values beside typed ones; saving once more then overwrites knowingly."""
        rows = []
        for name in self.fields:
            if name != "version" and name in stale.current and name in self.cleaned_data:
                field = self.fields[name]
                theirs, yours = _shown(stale.current[name], field), _shown(self.cleaned_data[name], field)
                rows += [ConflictRow(str(self[name].label), theirs, yours)] if theirs != yours else []
        self.conflict = Conflict(rows)
        data: Any = copy(self.data)
        data[self.add_prefix("version")] = str(stale.current["version"])
        self.data = data


def _shown(value: Any, field: forms.Field) -> str:
    """A value as its field would show it: the label of a choice, a date in words, one line for each of several.

    A field of another kind of value has a method `shown` for it.
    """
    if hasattr(field, "shown"):
        return str(field.shown(value) or "")
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, date):
        return shortdate(value)
    if isinstance(value, list | tuple):
        return "\n".join(str(one) for one in value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(cast(Iterable[tuple[Any, Any]], field.choices)).get(value, value))
    return str(value)
