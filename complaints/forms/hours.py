"""When a department works, where that differs from the house."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from common.forms import VersionMixin
from complaints.forms.settings import WeekForm
from complaints.models import DepartmentCalendar


class DepartmentHoursForm(VersionMixin, WeekForm):
    """The week of one department; a new one is chosen among those that work like the house."""

    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Department"),
        empty_label=_("Choose …"),
        error_messages={"required": _("Choose the department.")},
    )
    keeps_holidays = forms.BooleanField(label=_("Rests on the holidays of the house"), required=False, initial=True)

    def __init__(self, *args: Any, own: DepartmentCalendar | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["department"]
        else:
            del self.fields["version"]
            taken = DepartmentCalendar.objects.values("department")
            self.fields["department"].queryset = Department.objects.exclude(pk__in=taken).order_by("name")
            self.order_fields(["department"])
