"""Complaints without a name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.forms import PrimaForm, SubmissionKeyMixin, VersionMixin
from complaints.codewords import new_code, tidy_code
from complaints.forms.files import FilesMixin
from complaints.forms.intake import MainCauseField
from complaints.forms.public import TrapMixin


class AnonymousComplaintForm(FilesMixin, SubmissionKeyMixin, TrapMixin, PrimaForm):
    """What happened; who may not read it. The code word comes with the form, so that sending twice changes nothing."""

    files_help = _(
        "Pictures, PDF, Word, Excel, text, sound or film; up to 5 files of 20 MB. "
        "Files may tell who made them and where: send only what you want to be known."
    )
    code = forms.CharField(widget=forms.HiddenInput, initial=new_code, required=False)
    summary = forms.CharField(
        label=_("In one sentence: what is wrong?"),
        max_length=200,
        error_messages={"required": _("Tell us in one sentence what is wrong.")},
    )
    details = forms.CharField(
        label=_("What happened?"),
        widget=forms.Textarea({"rows": 6}),
        required=False,
        help_text=_("When, where, who did it, who saw it. Leave out what would tell who you are, if you want to."),
    )
    cause = MainCauseField(label=_("What describes it best?"), required=False)
    without = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Who must not read it?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("These people read such complaints. Tick whoever is part of what happened."),
    )
    field_order = ["summary", "details", "cause", "without", "files"]

    def __init__(self, *args: Any, readers: list[User], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["without"].queryset = User.objects.filter(pk__in=[person.pk for person in readers])  # type: ignore[attr-defined]
        if len(readers) < 2:
            del self.fields["without"]

    def clean_code(self) -> str:
        code = tidy_code(self.cleaned_data["code"])
        if not code:
            self.data = self.data.copy()
            self.data["code"] = new_code()
            raise ValidationError(_("The form was damaged on its way. Send it again."))
        return code

    def clean_without(self) -> list[User]:
        left_out = list(self.cleaned_data["without"])
        if len(left_out) >= self.fields["without"].queryset.count():  # type: ignore[attr-defined]
            raise ValidationError(_("Somebody has to be left who may read it."))
        return left_out


class CodeForm(PrimaForm):
    """The way back to an anonymous complaint."""

    code = forms.CharField(
        label=_("Code word"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
        help_text=_("The four words you got when you sent it."),
        error_messages={"required": _("Enter the four words.")},
    )


class AnonymousDeskForm(VersionMixin, PrimaForm):
    people = forms.ModelMultipleChoiceField(
        User.objects.filter(is_active=True).order_by("full_name", "id"),
        label=_("They read anonymous complaints"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Two or more, so that somebody is left when one of them is concerned. Nobody: the door is closed."),
    )
