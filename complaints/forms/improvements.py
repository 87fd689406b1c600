"""What is to change, by whom and by when; later, what was done."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fields import DateField
from common.forms import PrimaForm, SubmissionKeyMixin, VersionMixin
from complaints.enums import ImprovementStatus
from complaints.forms.intake import CauseField
from complaints.models import Problem
from complaints.queries import open_problems


class ImprovementForm(PrimaForm):
    title = forms.CharField(label=_("What is to change"), max_length=200)
    cause = CauseField(label=_("Against the cause"), empty_label=_("Choose …"))
    problem = forms.ModelChoiceField(
        label=_("Common problem"), queryset=Problem.objects.none(), required=False, empty_label=_("None")
    )
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none())
    due_on = DateField(label=_("To be done by"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = Problem.objects.filter(pk__in=[one.pk for one in open_problems()])
        self.fields["problem"].queryset = known | Problem.objects.filter(pk=self.initial.get("problem") or 0)
        self.fields["owner"].queryset = User.objects.filter(is_active=True).order_by("full_name", "pk")


class NewImprovementForm(SubmissionKeyMixin, ImprovementForm):
    pass


class EditImprovementForm(VersionMixin, ImprovementForm):
    status = forms.ChoiceField(label=_("Status"), choices=ImprovementStatus.choices)
    what_done = forms.CharField(
        label=_("What was done"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4})
    )
    done_on = DateField(label=_("Done on"), required=False, help_text=_("Before and after are counted from this day."))
