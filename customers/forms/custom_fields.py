"""Defining a further field: words in both languages, whom it is asked of, and what its type needs to know."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.forms import VersionMixin, tidy_line
from customers.enums import CHOICE_TYPES, Kind, PartyType
from customers.forms.fields import ServiceModelForm
from customers.models import CustomField
from customers.models.custom_field import MOST_CHOICES
from customers.services.custom_fields import BOUNDED_TYPES, TEXT_LIMITS, UNIQUE_TYPES, ChoiceGiven

# What only some types need to know.
_OPTIONS = ("choices", "minimum", "maximum", "max_length", "is_unique")
_SPARE_ROWS = 3
_BLANK = {"value": "", "label_id": "", "label_en": "", "state": "offered"}


class ChoicesInput(forms.Widget):
    """A row per choice: its words in both languages, and whether it is offered. Empty rows count for nothing."""

    template_name = "customers/widgets/choices.html"
    parts = ("value", "label_id", "label_en", "state")

    def value_from_datadict(self, data, files, name) -> list[dict[str, str]]:
        columns = [data.getlist(f"{name}_{part}") if hasattr(data, "getlist") else [] for part in self.parts]
        rows = [dict(zip(self.parts, row, strict=True)) for row in zip(*columns, strict=False)]
        return rows + [_BLANK] * (_SPARE_ROWS if f"add_{name}" in data else 0)

    def get_context(self, name, value, attrs) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        rows = list(value or [])
        is_full = bool(rows) and bool(rows[-1]["label_id"] or rows[-1]["label_en"])
        context["rows"] = rows + [_BLANK] * (1 if is_full else 0 if rows else _SPARE_ROWS)
        return context


class ChoicesField(forms.Field):
    """Choices as `ChoiceGiven`, in order; rows without words and removed ones are left out."""

    widget = ChoicesInput

    def clean(self, value: Sequence[dict[str, str]]) -> list[ChoiceGiven]:
        if len(value) > MOST_CHOICES + 20:
            raise ValidationError(_("There can be at most %(n)s choices.") % {"n": MOST_CHOICES})
        rows = [{part: tidy_line(text) for part, text in row.items()} for row in value]
        if any("\x00" in text or len(text) > 80 for row in rows for text in row.values()):
            raise ValidationError(_("At most %(limit)s characters fit here.") % {"limit": 80})
        return [
            ChoiceGiven(
                value=row["value"][:40],
                label_id=row["label_id"],
                label_en=row["label_en"],
                is_active=row["state"] != "retired",
            )
            for row in rows
            if row["state"] != "removed" and (row["label_id"] or row["label_en"])
        ]

    def prepare_value(self, value: Any) -> Any:
        if value and isinstance(value[0], ChoiceGiven):
            return [_row(one.value, one.label_id, one.label_en, one.is_active) for one in value]
        return value


def _row(value: str, label_id: str, label_en: str, is_active: bool) -> dict[str, str]:
    return {
        "value": value,
        "label_id": label_id,
        "label_en": label_en,
        "state": "offered" if is_active else "retired",
    }


class CustomFieldForm(ServiceModelForm):
    kind = forms.ChoiceField(label=_("For which kind"), choices=[("", _("Both")), *Kind.choices], required=False)
    party_types = forms.MultipleChoiceField(
        label=_("For which types"),
        choices=PartyType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of them."),
    )
    minimum = forms.CharField(label=_("Smallest value"), max_length=20, required=False)
    maximum = forms.CharField(label=_("Largest value"), max_length=20, required=False)
    max_length = forms.IntegerField(label=_("Longest text (characters)"), min_value=1, max_value=4000, required=False)
    choices = ChoicesField(
        label=_("Choices"),
        required=False,
        help_text=_("A retired choice can't be chosen any more; customers who have it keep it."),
    )

    class Meta:
        model = CustomField
        fields = [
            "label_id",
            "label_en",
            "help_id",
            "help_en",
            "type",
            "key",
            "kind",
            "party_types",
            "section_id",
            "section_en",
            "is_required",
            "is_unique",
            "on_card",
            "in_list",
            "minimum",
            "maximum",
            "max_length",
        ]
        help_texts = {
            "key": _("What files and the API call it, such as room_wish. Left empty, it is made from the label."),
            "is_required": _("When a customer is added or changed. Older records stay as they are until then."),
            "is_unique": _("Such as a membership number. A second customer with the same value is refused."),
            "on_card": _("Beside the complaint form, while the customer is on the phone."),
            "in_list": _("As a column of the customer list, until somebody chooses other columns."),
            "section_id": _("Fields with the same heading stand together."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].required = False
        self.fields["type"].widget.attrs |= {
            "hx-post": self.address,
            "hx-target": "#type-options",
            "hx-swap": "outerHTML",
            "hx-vals": '{"switch_type": "1"}',
        }
        if self.instance.pk:
            rows = [_row(c.value, c.label_id, c.label_en, c.is_active) for c in self.instance.all_choices]
            self.initial.setdefault("choices", rows)
        for name in set(_OPTIONS) - set(self.options):
            del self.fields[name]

    @property
    def address(self) -> str:
        if self.instance.pk:
            return reverse("customers:custom_field_edit", args=[self.instance.pk])
        return reverse("customers:custom_field_new")

    @property
    def is_being_changed(self) -> bool:
        """Another type or a further row was asked for, not a save."""
        return self.is_bound and ("switch_type" in self.data or "add_choices" in self.data)

    def without_errors(self) -> "CustomFieldForm":
        self._errors = forms.utils.ErrorDict()
        return self

    @property
    def options(self) -> list[str]:
        """Names of what the chosen type needs to know."""
        kind = self["type"].value()
        wanted = {
            "choices": CHOICE_TYPES,
            "minimum": BOUNDED_TYPES,
            "maximum": BOUNDED_TYPES,
            "max_length": tuple(TEXT_LIMITS),
            "is_unique": UNIQUE_TYPES,
        }
        return [name for name in _OPTIONS if kind in wanted[name]]

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes; what the type does not need is taken away."""
        gone = {"minimum": "", "maximum": "", "max_length": None, "is_unique": False}
        own = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {**{name: value for name, value in gone.items() if name not in own}, **own}

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.mark_optional = False
        helper.layout = Layout(
            *[field.name for field in self.hidden_fields()],
            Fieldset(
                _("What is asked"),
                Div("label_id", "label_en", css_class="field-grid"),
                Div("help_id", "help_en", css_class="field-grid"),
                Div("type", "key", css_class="field-grid"),
                HTML("{% include 'customers/_switch_type.html' %}"),
                self.options_block(),
            ),
            Fieldset(_("Whom it is asked of"), "kind", "party_types", "is_required"),
            Fieldset(
                _("Where it stands"),
                Div("section_id", "section_en", css_class="field-grid"),
                "on_card",
                "in_list",
            ),
        )
        return helper

    def options_block(self) -> Div:
        names = self.options
        bounds = Div(*(name for name in names if name in ("minimum", "maximum")), css_class="field-grid")
        others = [name for name in names if name not in ("minimum", "maximum")]
        return Div(bounds, *others, css_id="type-options")

    @property
    def options_helper(self) -> FormHelper:
        """The part that depends on the type, to be exchanged in the page."""
        helper = super().helper
        helper.mark_optional = False
        helper.layout = Layout(self.options_block())
        return helper


class CustomFieldCreateForm(CustomFieldForm):
    pass


class CustomFieldEditForm(VersionMixin, CustomFieldForm):
    pass
