"""Writing down a complaint while the caller speaks."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import Department, User
from common.fields import PhoneField
from common.forms import PrimaForm, SubmissionKeyMixin, VersionMixin
from complaints.enums import Channel, Severity
from complaints.forms.files import FilesMixin
from complaints.models import Cause
from complaints.queries import active_causes
from customers.enums import Kind
from customers.models import Customer

SUMMARY_LIMIT = 200


class MainCauseField(forms.ModelChoiceField):
    """One of the main causes, by its word."""

    def __init__(self, **options):
        causes = Cause.objects.filter(parent=None, is_active=True)
        super().__init__(causes, to_field_name="slug", widget=forms.RadioSelect, empty_label=None, **options)


class CauseField(forms.ModelChoiceField):
    """A main cause or a finer one, which stand indented under it."""

    def __init__(self, **options):
        super().__init__(active_causes(), to_field_name="slug", **options)

    def label_from_instance(self, cause: Cause) -> str:
        return f"\N{EM SPACE}{cause}" if cause.parent_id else str(cause)


class PeopleField(forms.ModelMultipleChoiceField):
    """Colleagues to tick."""

    def __init__(self, **options):
        super().__init__(User.objects.filter(is_active=True), widget=forms.CheckboxSelectMultiple, **options)


class MemberField(forms.CharField):
    """A department member of the registry, by the customer number."""

    default_error_messages = {"unknown": _("No department member has this number.")}

    def __init__(self, **options):
        super().__init__(max_length=20, required=False, **options)

    def clean(self, value):
        number = super().clean(value)
        if not number:
            return None
        member = Customer.objects.current().filter(kind=Kind.INTERNAL, number__iexact=number).first()
        if member is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return member

    def prepare_value(self, value):
        return value.number if isinstance(value, Customer) else value

    def shown(self, value) -> str:
        return str(value or "")


class DetailsForm(PrimaForm):
    """What may be said of a complaint beyond the few needed fields."""

    details = forms.CharField(label=_("Details"), widget=forms.Textarea({"rows": 4}), required=False)
    expected_outcome = forms.CharField(label=_("What the customer asks for"), max_length=300, required=False)
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity, initial=Severity.NORMAL)
    department = forms.ModelChoiceField(
        Department.objects.filter(is_active=True),
        label=_("About the department"),
        required=False,
        empty_label=_("Not known"),
    )
    about_person = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        label=_("About the member of staff"),
        required=False,
        empty_label=_("Nobody in particular"),
        help_text=_("Whoever it is about can neither handle the complaint nor be named on it."),
    )
    is_restricted = forms.BooleanField(
        label=_("Confidential"),
        required=False,
        help_text=_("Only the people ticked below will know that this complaint exists."),
    )
    named = PeopleField(label=_("May see it"), required=False)


class LogComplaintForm(FilesMixin, SubmissionKeyMixin, DetailsForm):
    """Four needed fields: customer, channel, cause, summary. An unknown caller is added in the same form."""

    customer = forms.ModelChoiceField(Customer.objects.current(), widget=forms.HiddenInput, required=False)
    new_name = forms.CharField(label=_("Full name"), max_length=200, required=False)
    new_phone = PhoneField(label=_("Phone number"), required=False)
    new_email = forms.EmailField(label=_("E-mail address"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel, initial=Channel.PHONE)
    cause = MainCauseField(label=_("Cause"), error_messages={"required": _("Choose the cause: press 1 to 6.")})
    summary = forms.CharField(
        label=_("Summary"),
        max_length=SUMMARY_LIMIT,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Write in one sentence what happened.")},
    )
    language = forms.ChoiceField(
        label=_("Language of the messages"), choices=[("", _("As the customer's")), *Language.choices], required=False
    )

    def clean(self):
        data = super().clean()
        if "customer" not in self.errors and not data.get("customer") and not data.get("new_name"):
            self.add_error("customer", _("Choose a customer, or enter the caller's name."))
        return data

    @property
    def complaint(self) -> dict:
        """What is recorded about the complaint itself."""
        names = (
            "channel", "cause", "summary", "details", "expected_outcome", "severity", "department", "about_person",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in (*names, "is_restricted", "named", "submission_key", "files")}


class AddToComplaintForm(FilesMixin, SubmissionKeyMixin, PrimaForm):
    """The same page, when the caller speaks of a complaint that is open already."""

    summary = forms.CharField(
        max_length=SUMMARY_LIMIT, error_messages={"required": _("Write in one sentence what happened.")}
    )
    details = forms.CharField(widget=forms.Textarea, required=False)

    @property
    def message(self) -> str:
        return "\n\n".join(filter(None, [self.cleaned_data["summary"], self.cleaned_data["details"]]))


class EditComplaintForm(VersionMixin, DetailsForm):
    """All that can be corrected later."""

    field_order = [
        "summary", "cause", "channel", "severity", "details", "expected_outcome", "department", "about_person",
        "about_member", "language",
    ]  # fmt: skip

    summary = forms.CharField(label=_("Summary"), max_length=SUMMARY_LIMIT)
    cause = CauseField(label=_("Cause"), required=False, empty_label=_("Not known"))
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel)
    about_member = MemberField(
        label=_("About the department member"), help_text=_("The customer number, if it is no user.")
    )
    language = forms.ChoiceField(label=_("Language of the messages"), choices=Language)

    def clean_named(self):
        named = self.cleaned_data["named"]
        if self.cleaned_data.get("is_restricted") and not named:
            raise ValidationError(_("Name at least one person who may see this confidential complaint."))
        return named
