"""Dates promised to customers."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fields import ClockField, DateField
from common.forms import PrimaForm, SubmissionKeyMixin, VersionMixin
from complaints.forms.handling import WriteForm
from complaints.models import Complaint
from customers.forms.fields import due_on


class DueFields(forms.Form):
    """A day, and a time where it was said."""

    due_on = DateField(label=_("By when"), error_messages={"required": _("Enter the day that was promised.")})
    due_time = ClockField(label=_("Time"), required=False)

    @property
    def due_at(self) -> datetime:
        return due_on(self.cleaned_data["due_on"], self.cleaned_data["due_time"])


class PromiseForm(SubmissionKeyMixin, DueFields, PrimaForm):
    field_order = ["what", "due_on", "due_time", "owner"]

    what = forms.CharField(
        label=_("What we promise"), max_length=300, error_messages={"required": _("Say what the customer may expect.")}
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"), required=False, empty_label=None)

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_for(complaint)


class ReplyForm(WriteForm):
    """An answer to the customer that may promise something by a date."""

    promise = forms.CharField(label=_("What we promise"), max_length=300, required=False)
    promised_on = DateField(label=_("By when"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("promise") and not data.get("promised_on") and "promised_on" not in self.errors:
            self.add_error("promised_on", _("Enter the day that was promised."))
        return data

    @property
    def message(self) -> dict[str, Any]:
        day = self.cleaned_data["promised_on"]
        return {
            "body": self.cleaned_data["body"],
            "promise": self.cleaned_data["promise"],
            "promised_for": due_on(day) if day else None,
            "submission_key": self.cleaned_data["submission_key"],
            "files": self.cleaned_data["files"],
            "seen": self.cleaned_data["seen"],
        }


class PromiseDoneForm(PrimaForm):
    note = forms.CharField(label=_("What was done"), max_length=300, required=False)


class PromiseMoveForm(VersionMixin, DueFields, PrimaForm):
    field_order = ["due_on", "due_time", "is_agreed", "note"]

    is_agreed = forms.BooleanField(
        label=_("The customer agreed to it"),
        required=False,
        help_text=_("Only an agreement before the promised date is over moves the date that counts."),
    )
    note = forms.CharField(label=_("Why"), max_length=300, required=False)


class PromiseReleaseForm(PrimaForm):
    note = forms.CharField(
        label=_("How the customer released us from it"),
        max_length=300,
        error_messages={"required": _("Say how the customer released us from it.")},
    )


class PromiseOwnerForm(PrimaForm):
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Who does it"), error_messages={"required": _("Choose a colleague.")}
    )

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_for(complaint)


def people_for(complaint: Complaint) -> Any:
    """Who may work on this complaint."""
    people = User.objects.filter(is_active=True).exclude(pk=complaint.about_person_id or 0)
    if complaint.is_restricted:
        people = people.filter(pk__in=complaint.named_people.values("user"))
    return people
