from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SavedView, User
from common.fields import DateField
from common.forms import PrimaForm, SubmissionKeyMixin, VersionMixin
from customers.segments import segments_for
from privacy.enums import DataKind


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, input_formats=["%H:%M", "%H.%M"])


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=4000, required=False, widget=area, help_text=help_text)


def moment(day: Any, clock: Any) -> datetime | None:
    """A local day and time; its first minute where no time is known."""
    return timezone.make_aware(datetime.combine(day, clock or time.min)) if day else None


class BreachForm(PrimaForm):
    """What is known so far. What the letters need can be added later."""

    title = forms.CharField(label=_("What happened"), max_length=200)
    discovered_on = DateField(label=_("Discovered on"), help_text=_("The clock runs from here."))
    discovered_time = _clock(_("At what time"))
    happened_on = DateField(label=_("Happened on"), required=False, help_text=_("Leave it empty if it is not known."))
    happened_time = _clock(_("Happened at"))
    data_kinds = forms.MultipleChoiceField(
        label=_("Which data"), choices=DataKind.choices, widget=forms.CheckboxSelectMultiple
    )
    people = forms.IntegerField(
        label=_("How many people, as far as known"), required=False, min_value=0, max_value=2_000_000_000
    )
    details = _text(_("How it happened"))
    consequences = _text(_("What it may lead to"))
    measures = _text(_("What was done about it"), _("The letters say it, so write it for the people concerned."))
    advice = _text(_("What the people concerned should do"))

    def facts(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        for name in ("discovered", "happened"):
            values[f"{name}_at"] = moment(values.pop(f"{name}_on"), values.pop(f"{name}_time"))
        return {name: value for name, value in values.items() if name not in ("submission_key", "version")}


class NewBreachForm(SubmissionKeyMixin, BreachForm):
    pass


class EditBreachForm(VersionMixin, BreachForm):
    pass


class ToldForm(PrimaForm):
    """When and how somebody was told."""

    told_on = DateField(label=_("Told on"))
    told_time = _clock(_("At what time"))
    how = forms.CharField(
        label=_("How"), max_length=300, help_text=_("With a number or name to prove it; or why it need not be told.")
    )

    def told_at(self, now: datetime) -> datetime:
        """Without a time: now if that was today, else the end of that day."""
        day, clock = self.cleaned_data["told_on"], self.cleaned_data["told_time"]
        if clock is None:
            return now if day == timezone.localdate(now) else moment(day, time.max) or now
        return moment(day, clock) or now


class PeopleForm(PrimaForm):
    """Who is concerned: a saved view of the list of customers, or numbers."""

    segment = forms.ModelChoiceField(label=_("Segment"), queryset=SavedView.objects.none(), required=False)
    numbers = forms.CharField(
        label=_("Customer numbers"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Separated by commas, blanks or lines."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["segment"].queryset = segments_for(user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["numbers"] = cleaned.get("numbers", "").replace(",", " ").replace(";", " ").split()
        if not self.errors and not cleaned["numbers"] and not cleaned.get("segment"):
            self.add_error("segment", _("Choose a segment or enter numbers."))
        return cleaned
