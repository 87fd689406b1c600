"""When a department works, where that differs from the house."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from complaints.forms.settings import WorkingHoursForm
from complaints.models import DepartmentCalendar


class DepartmentHoursForm(WorkingHoursForm):
    """The week of one department; a new one is chosen among those that work like the house."""

    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Department"),
        empty_label=_("Choose …"),
        error_messages={"required": _("Choose the department.")},
    )
    keeps_holidays = forms.BooleanField(label=_("Rests on the holidays of the house"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, own: DepartmentCalendar | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["department"]
        else:
            taken = DepartmentCalendar.objects.values("department")
            self.fields["department"].queryset = Department.objects.exclude(pk__in=taken).order_by("name")
            self.order_fields(["department"])
