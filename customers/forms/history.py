from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import DateField, DateInput
from common.forms import PrimaForm
from customers.queries.timeline import Place, Wanted
from customers.timeline import timeline_sources


class HistoryForm(PrimaForm):
    """What of a customer's history is shown. What can't be read narrows nothing."""

    q = forms.CharField(
        label=_("Words in the history"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )
    day = DateField(label=_("Go to date"), required=False, widget=DateInput({"class": "form-control input-date"}))
    source = forms.MultipleChoiceField(label=_("Kinds"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, auto_id="history_%s", **kwargs)
        self.fields["source"].choices = [(one.name, one.label) for one in timeline_sources()]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.cleaned_data.get("source") or (), self.cleaned_data.get("q") or "")

    @property
    def place(self) -> Place | None:
        """From where to read backwards: the end of the chosen day."""
        day = self.cleaned_data.get("day")
        return Place.after(day) if day else None

    def source_labels(self) -> list[str]:
        """The chosen kinds as the form shows them."""
        return [str(one.label) for one in timeline_sources() if one.name in self.wanted.sources]
