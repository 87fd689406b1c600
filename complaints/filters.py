"""What the work queue can be narrowed to. A dashboard's figure links to the list with these names."""

from datetime import timedelta

import django_filters as filters
from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from common.fields import DateField
from complaints.enums import Channel, Factor, Severity, Status
from complaints.models import Cause, Complaint
from complaints.queries import day_start, matching


class FromDay(filters.Filter):
    """Moments from the start of a local day on."""

    field_class = DateField

    def filter(self, complaints, day):
        return complaints.filter(**{f"{self.field_name}__gte": day_start(day)}) if day else complaints


class UntilDay(filters.Filter):
    """Moments up to the end of a local day."""

    field_class = DateField

    def filter(self, complaints, day):
        return (
            complaints.filter(**{f"{self.field_name}__lt": day_start(day + timedelta(days=1))}) if day else complaints
        )


class ComplaintFilter(filters.FilterSet):
    q = filters.CharFilter(method="by_text", label=_("Number, customer or words"), max_length=100)
    status = filters.ChoiceFilter(choices=Status, label=_("Status"), empty_label=_("All"))
    cause = filters.ModelChoiceFilter(
        queryset=Cause.objects.all(),
        to_field_name="slug",
        method="by_cause",
        label=_("Cause"),
        empty_label=_("All"),
    )
    channel = filters.ChoiceFilter(choices=Channel, label=_("Channel"), empty_label=_("All"))
    severity = filters.ChoiceFilter(choices=Severity, label=_("Severity"), empty_label=_("All"))
    owner = filters.ModelChoiceFilter(queryset=User.objects.all(), label=_("Officer"), empty_label=_("All"))
    department = filters.ModelChoiceFilter(
        queryset=Department.objects.all(), label=_("About the department"), empty_label=_("All")
    )
    factor = filters.ChoiceFilter(
        field_name="cause__factor", choices=Factor, label=_("Kind of cause"), empty_label=_("All")
    )
    received_from = FromDay(field_name="received_at", label=_("Received from"))
    received_to = UntilDay(field_name="received_at", label=_("Received until"))
    resolved_from = FromDay(field_name="resolved_at", label=_("Resolved from"))
    resolved_to = UntilDay(field_name="resolved_at", label=_("Resolved until"))
    timeliness = filters.ChoiceFilter(
        choices=[("on_time", _("On time")), ("late", _("Late"))],
        method="by_timeliness",
        label=_("Resolved in time"),
        empty_label=_("All"),
    )

    class Meta:
        model = Complaint
        fields: list[str] = []

    # The rest stands behind "More filters".
    VISIBLE = ("q", "status", "cause", "channel")

    @property
    def form(self):
        """A filter is always optional: no need to say so at each."""
        form = super().form
        form.helper = FormHelper(form)
        form.helper.mark_optional = False
        return form

    def by_text(self, complaints, name: str, text: str):
        return complaints.filter(matching(text, customers=True))

    def by_cause(self, complaints, name: str, cause: Cause):
        return complaints.filter(Q(cause=cause) | Q(cause__parent=cause))

    def by_timeliness(self, complaints, name: str, value: str):
        on_time = Q(resolved_at__lte=F("due_at"))
        return complaints.filter(resolved_at__isnull=False).filter(on_time if value == "on_time" else ~on_time)

    def active(self) -> dict[str, str]:
        """Names and written values of the filters in force."""
        return {name: self._written(name) for name, value in self.form.cleaned_data.items() if value not in ("", None)}

    def _written(self, name: str) -> str:
        value, field = self.form.cleaned_data[name], self.form.fields[name]
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            value = dict(field.choices).get(value, value)
        return f"{self.filters[name].label}: {value}"
