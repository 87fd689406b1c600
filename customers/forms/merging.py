from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from common.forms import PrimaForm
from customers.models import Customer
from customers.queries.comparison import ComparedValue, Part, compared
from customers.record_values import JOINABLE
from customers.services import MergeChoices

BOTH = "both"
_BUTTON = {"class": "form-check-input"}
_DAMAGED = {name: _("The form was damaged on its way. Open the page again.") for name in ("invalid", "required")}


@dataclass(frozen=True)
class Side:
    """The value of one record as it is shown, with the radio button that takes it."""

    button: Any
    parts: list[Part]


@dataclass(frozen=True)
class ComparedRow:
    """A line of the comparison: the value in both records and, where they differ, the field that chooses."""

    value: ComparedValue
    field: BoundField | None

    @property
    def sides(self) -> list[Side]:
        return [Side(button, parts) for button, parts in zip(self._buttons[:2], self.value.parts, strict=True)]

    @property
    def both(self) -> Any:
        """The radio button that keeps both texts, where they can be joined."""
        return self._buttons[2] if len(self._buttons) > 2 else None

    @cached_property
    def _buttons(self) -> list[Any]:
        return list(self.field) if self.field else []


class MergeForm(PrimaForm):
    """Which of two records stays, and which of both values of each field it has then."""

    first_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, error_messages=_DAMAGED)
    second_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, error_messages=_DAMAGED)
    keep = forms.ChoiceField(label=_("Keep this record"), widget=forms.RadioSelect(_BUTTON))
    phones = forms.MultipleChoiceField(
        label=_("Phone numbers"), required=False, widget=forms.CheckboxSelectMultiple(_BUTTON)
    )
    tags = forms.MultipleChoiceField(label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple(_BUTTON))

    def __init__(self, data: Any = None, *, first: Customer, second: Customer, keeps_first: bool):
        super().__init__(data)
        self.first, self.second = first, second
        kept = first if keeps_first else second
        self.initial = {"keep": str(kept.pk), **self._versions()}
        self.fields["keep"].choices = [(str(one.pk), one.number) for one in (first, second)]
        numbers = [phone for one in (first, second) for phone in one.phones.all()]
        self._offer("phones", {phone.digits: phone.typed for phone in reversed(numbers)})
        self._offer("tags", {tag: tag for one in (first, second) for tag in one.tags})
        self._values = compared(first, second)
        for value in self._values:
            if value.differs:
                self._let_choose(value, kept)

    def _versions(self) -> dict[str, str]:
        return {"first_version": str(self.first.version), "second_version": str(self.second.version)}

    def _offer(self, name: str, choices: dict[str, str]) -> None:
        self.fields[name].choices = sorted(choices.items()) if name == "tags" else list(choices.items())[::-1]
        self.initial[name] = list(choices)

    def _let_choose(self, value: ComparedValue, kept: Customer) -> None:
        buttons = [(str(self.first.pk), value.first), (str(self.second.pk), value.second)]
        if value.key in JOINABLE and value.first and value.second:
            buttons.append((BOTH, _("Both, one under the other")))
        guess = {True: self.first, False: self.second, None: kept}[value.prefers_first]
        follows = {"data-follows-kept": True} if value.prefers_first is None else {}
        self.fields[self._name(value.key)] = forms.ChoiceField(
            label=value.label,
            choices=buttons,
            widget=forms.RadioSelect(_BUTTON | follows),
            required=False,
            initial=str(guess.pk),
        )

    @staticmethod
    def _name(key: str) -> str:
        return f"choose-{key}"

    @cached_property
    def rows(self) -> list[ComparedRow]:
        return [ComparedRow(value, self[self._name(value.key)] if value.differs else None) for value in self._values]

    @property
    def differing(self) -> Iterator[ComparedRow]:
        return (row for row in self.rows if row.field)

    @property
    def alike(self) -> Iterator[ComparedRow]:
        return (row for row in self.rows if not row.field)

    @property
    def lists(self) -> list[BoundField]:
        """What the two have together, as far as there is any."""
        return [self[name] for name in ("phones", "tags") if self.fields[name].choices]

    @property
    def survivor(self) -> Customer:
        return self.first if self.cleaned_data["keep"] == str(self.first.pk) else self.second

    @property
    def duplicate(self) -> Customer:
        return self.second if self.survivor is self.first else self.first

    @property
    def choices(self) -> MergeChoices:
        chosen = {value.key: self.cleaned_data[self._name(value.key)] for value in self._values if value.differs}
        return MergeChoices(
            taken=frozenset(key for key, choice in chosen.items() if choice == str(self.duplicate.pk)),
            joined=frozenset(key for key, choice in chosen.items() if choice == BOTH),
            phones=self.cleaned_data["phones"],
            tags=self.cleaned_data["tags"],
        )

    @property
    def expected_versions(self) -> dict[int, int]:
        return {
            self.first.pk: self.cleaned_data["first_version"],
            self.second.pk: self.cleaned_data["second_version"],
        }

    def add_app_error(self, error: AppError) -> None:
        """A refusal that names a value is shown where that value is chosen."""
        name = self._name(error.field or "")
        self.add_error(name if name in self.fields else error.field if error.field in self.fields else None, str(error))

    @property
    def is_stale(self) -> bool:
        """Whether one of the records was saved since the page was opened."""
        return any(self.data.get(name) != version for name, version in self._versions().items())

    def start_from_now(self) -> None:
        """Take the records as they are now, with what was chosen before; what differs only now is guessed."""
        data: Any = copy(self.data)
        for name, version in self._versions().items():
            data[name] = version
        for name, field in self.fields.items():
            if name.startswith("choose-") and not data.get(name):
                data[name] = field.initial
        for name in ("phones", "tags"):
            data.setlist(name, self.initial[name])
        self.data = data
