"""Rules of complaint handling, for admins."""

import re
from datetime import time

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from common.fields import DateField, MoneyField
from common.forms import PrimaForm, PrimaModelForm, VersionMixin
from common.seen import SeenMixin
from complaints.models import Cause, HandlingPolicy

_STRETCH = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[.:](\d{2}))?")
MOST_STRETCHES = 6


class HandlingPolicyForm(VersionMixin, PrimaModelForm):
    agent_amount_limit = MoneyField(
        label=_("Staff may grant without approval, per complaint: amount"), max_digits=18, min_value=0
    )
    agent_points_limit = forms.IntegerField(
        label=_("Staff may grant without approval, per complaint: points"), min_value=0, max_value=1_000_000
    )
    agent_month_limit = MoneyField(
        label=_("One person may grant without approval in a month: amount"),
        max_digits=18,
        min_value=0,
        required=False,
        help_text=_("Leave it empty for no limit."),
    )
    manager_amount_limit = MoneyField(
        label=_("A manager may approve, per complaint: amount"),
        max_digits=18,
        min_value=0,
        required=False,
        help_text=_("More is for administrators. Leave it empty for no limit."),
    )
    manager_month_limit = MoneyField(
        label=_("A manager may approve in a month: amount"), max_digits=18, min_value=0, required=False
    )
    monthly_budget = MoneyField(
        label=_("Budget for remedies in a month"),
        max_digits=18,
        min_value=0,
        required=False,
        help_text=_("Nothing is granted beyond it. Leave it empty for no budget."),
    )
    accept_after_days = forms.IntegerField(
        label=_("Days after which a resolved complaint is closed"),
        min_value=1,
        max_value=90,
        help_text=_("When the customer says nothing more."),
    )
    reopen_days = forms.IntegerField(label=_("Days in which a customer may reopen"), min_value=1, max_value=365)

    class Meta:
        model = HandlingPolicy
        fields = [
            "agent_amount_limit",
            "agent_points_limit",
            "agent_month_limit",
            "manager_amount_limit",
            "manager_month_limit",
            "monthly_budget",
            "accept_after_days",
            "reopen_days",
        ]


class StretchesField(forms.CharField):
    """Stretches of work on a day: "08:00-12:00, 13:00-17:00", "8-17" or "08.00–17.00"; empty for a day off."""

    default_error_messages = {
        "invalid": _("Enter hours like 08:00-17:00, or 08:00-12:00, 13:00-17:00 with a break."),
    }

    def __init__(self, **options):
        super().__init__(required=False, max_length=120, **options)

    def clean(self, value: str) -> list[tuple[time, time]]:
        text = super().clean(value)
        parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
        if len(parts) > MOST_STRETCHES:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return [self._stretch(part) for part in parts]

    def _stretch(self, text: str) -> tuple[time, time]:
        found = _STRETCH.fullmatch(text)
        try:
            hour, minute, end_hour, end_minute = (int(figure or 0) for figure in found.groups())  # type: ignore[union-attr]
            return time(hour, minute), time(end_hour, end_minute)
        except (AttributeError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def prepare_value(self, value: object) -> object:
        if isinstance(value, str) or value is None:
            return value
        return ", ".join(f"{begins:%H:%M}-{ends:%H:%M}" for begins, ends in value)  # type: ignore[attr-defined]

    shown = prepare_value


class WeekForm(PrimaForm):
    """One line for each weekday."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for weekday, name in WEEKDAYS.items():
            self.fields[f"day_{weekday}"] = StretchesField(label=name)

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.mark_optional = False
        return helper

    @property
    def week(self) -> dict[int, list[tuple[time, time]]]:
        return {weekday: self.cleaned_data[f"day_{weekday}"] for weekday in WEEKDAYS}


class WorkingHoursForm(SeenMixin, WeekForm):
    """The week of the house."""


class HolidayForm(PrimaForm):
    day = DateField(label=_("Date"), error_messages={"required": _("Enter the date of the holiday.")})
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Enter the name of the holiday.")}
    )


class CauseForm(SeenMixin, PrimaModelForm):
    parent = forms.ModelChoiceField(
        Cause.objects.filter(parent=None),
        label=_("Belongs to the main cause"),
        empty_label=_("Choose …"),
        error_messages={"required": _("Choose the main cause that this finer one belongs to.")},
    )
    position = forms.IntegerField(label=_("Place in the order"), min_value=0, max_value=30_000)

    class Meta:
        model = Cause
        fields = ["parent", "name_id", "name_en", "factor", "satisfaction", "failure", "position", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["parent" if self.instance.pk else "version"]
        if self.instance.pk and self.instance.parent_id is None:
            del self.fields["factor"]
        for name in ("satisfaction", "failure"):
            self.fields[name].help_text = _("Suggested when a complaint of this cause is answered.")
        self.fields["is_active"].help_text = _("A retired cause can't be chosen any more; old complaints keep it.")
