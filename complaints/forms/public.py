"""What customers fill in, without an account and without a script."""

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.fields import PhoneField
from common.forms import PrimaForm, SubmissionKeyMixin
from complaints.forms.files import FilesMixin
from complaints.forms.intake import MainCauseField
from complaints.forms.questions import QuestionsMixin

STAMP = signing.TimestampSigner(salt="complaints.public_form")
OPEN_FOR_SECONDS = 24 * 3600


def new_stamp() -> str:
    """Proof of when we handed out a form."""
    return STAMP.sign("form")


class TrapMixin(forms.Form):
    """Two traps for machines: a form we never handed out (or long ago), and a field that people do not see."""

    opened = forms.CharField(widget=forms.HiddenInput, initial=new_stamp, required=False)
    website = forms.CharField(
        label=_("Leave this field empty"),
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
        required=False,
    )

    def clean_opened(self) -> str:
        try:
            return STAMP.unsign(self.cleaned_data["opened"], max_age=OPEN_FOR_SECONDS)
        except signing.BadSignature as error:
            raise ValidationError(
                _("This form was open for too long. Nothing is lost: check what you wrote and send it again.")
            ) from error

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this field empty; only machines fill it in. Then send the form again."))
        return ""


class PublicComplaintForm(QuestionsMixin, FilesMixin, SubmissionKeyMixin, TrapMixin, PrimaForm):
    """A complaint by anybody: who, how to answer, what happened."""

    name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("Enter your name, so that we know whom to answer.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = PhoneField(
        label=_("Phone number"), required=False, widget=forms.TextInput({"type": "tel", "autocomplete": "tel"})
    )
    cause = MainCauseField(
        label=_("What describes it best?"),
        required=False,
        error_messages={"invalid_choice": _("Choose one of the causes shown.")},
    )
    summary = forms.CharField(
        label=_("In one sentence: what went wrong?"),
        max_length=200,
        error_messages={
            "required": _("Tell us in one sentence what went wrong."),
            "max_length": _("This is too long for one sentence. Write the rest under “What happened”."),
        },
    )
    details = forms.CharField(
        label=_("What happened?"),
        widget=forms.Textarea({"rows": 4}),
        required=False,
        help_text=_("When, where and with whom, as far as you remember."),
    )
    expected_outcome = forms.CharField(label=_("What would you like us to do?"), max_length=300, required=False)
    number_given = forms.CharField(label=_("Customer or booking number"), max_length=60, required=False)

    field_order = [
        "name",
        "email",
        "phone",
        "summary",
        "details",
        "cause",
        "expected_outcome",
        "number_given",
        "files",
    ]

    def clean(self) -> dict:
        data = super().clean()
        if not {"email", "phone"} & self.errors.keys() and not (data.get("email") or data.get("phone")):
            self.add_error("email", _("Enter an e-mail address or a phone number, so that we can answer you."))
        return data

    def full_clean(self) -> None:
        super().full_clean()
        for name in {"opened", "submission_key"} & self.errors.keys():
            self._renew(name)

    def _renew(self, name: str) -> None:
        """A fresh hidden value in place of one that was refused, so that sending again works."""
        self.data = self.data.copy()
        self.data[name] = str(self.get_initial_for_field(self.fields[name], name))


class CustomerMessageForm(FilesMixin, SubmissionKeyMixin, PrimaForm):
    """What the customer adds to a complaint."""

    body = forms.CharField(
        label=_("Add information or answer us"),
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write something first.")},
    )


class RefusalForm(PrimaForm):
    """Why the customer does not accept the solution."""

    reason = forms.CharField(
        label=_("What is still not right?"),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Tell us what is still not right, so that we can mend it.")},
    )
