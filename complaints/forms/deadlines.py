"""Deadlines and the ladder of escalation, for admins."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.forms import PrimaForm, PrimaModelForm, VersionMixin
from complaints.enums import TimeUnit
from complaints.models import DeadlineRule, DeadlineSet, EscalationStep


class DeadlinesForm(VersionMixin, PrimaForm):
    """A set of deadlines: a time and a unit for each of its rules."""

    is_active = forms.BooleanField(
        label=_("Counts for every complaint"),
        required=False,
        help_text=_("Otherwise it can be chosen for a single complaint when it is assessed."),
    )

    def __init__(self, *args: Any, deadlines: DeadlineSet, **kwargs: Any):
        initial = {"version": deadlines.version, "is_active": deadlines.is_active, **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.rules = list(deadlines.rules.all())
        if deadlines.is_house:
            del self.fields["is_active"]
        for rule in self.rules:
            self.fields[f"amount_{rule.pk}"] = forms.IntegerField(
                label=_("Time"), min_value=1, max_value=2000, initial=rule.amount
            )
            self.fields[f"unit_{rule.pk}"] = forms.ChoiceField(
                label=_("Counted in"), choices=TimeUnit.choices, initial=rule.unit
            )

    def rows(self) -> list[tuple[DeadlineRule, forms.BoundField, forms.BoundField]]:
        """Each rule with its two fields, for the table."""
        return [(rule, self[f"amount_{rule.pk}"], self[f"unit_{rule.pk}"]) for rule in self.rules]

    @property
    def amounts(self) -> dict[int, tuple[int, str]]:
        data = self.cleaned_data
        return {rule.pk: (data[f"amount_{rule.pk}"], data[f"unit_{rule.pk}"]) for rule in self.rules}


class EscalationStepForm(VersionMixin, PrimaModelForm):
    people = forms.ModelMultipleChoiceField(
        User.objects.filter(is_active=True).order_by("full_name", "id"),
        label=_("And these people"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = EscalationStep
        fields = ["percent", "to_owner", "to_department", "to_managers", "people"]

    def _post_clean(self) -> None:
        """The service checks and writes."""
