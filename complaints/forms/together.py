"""Which other complaint, and what of a complaint becomes one of its own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.forms import PrimaForm, SubmissionKeyMixin, VersionMixin
from complaints.forms.intake import SUMMARY_LIMIT, CauseField
from complaints.models import Complaint


class OtherForm(PrimaForm):
    """The number of another complaint that this person may see."""

    number = forms.CharField(label=_("Number of the other complaint"), max_length=20)

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_number(self) -> Complaint:
        number = self.cleaned_data["number"].upper()
        found = Complaint.objects.visible_to(self.user).filter(reference=number).first()
        if found is None:
            raise forms.ValidationError(_("No complaint that you may see has this number."))
        return found


class SplitForm(VersionMixin, SubmissionKeyMixin, PrimaForm):
    """The second thing that a complaint tells of."""

    summary = forms.CharField(
        label=_("The other thing, in one sentence"),
        max_length=SUMMARY_LIMIT,
        error_messages={"required": _("Write in one sentence what happened.")},
    )
    cause = CauseField(label=_("Cause"), required=False, empty_label=_("Not known"))
    details = forms.CharField(label=_("Details"), widget=forms.Textarea({"rows": 6}), required=False)
