from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role, SharedWith
from accounts.models import Organisation, User
from common.forms import PrimaForm, PrimaModelForm, SubmissionKeyMixin, VersionMixin


class UserForm(PrimaModelForm):
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Leave it empty to keep the present one."),
    )

    class Meta:
        model = User
        fields = ["full_name", "email", "role", "department", "language", "is_active"]

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not password and self.instance.pk is None:
            raise forms.ValidationError(_("Enter a first password for this person."))
        return password


class ProfileForm(PrimaModelForm):
    class Meta:
        model = User
        fields = ["full_name", "language", "theme", "shortcuts"]
        help_texts = {"shortcuts": _("Keys such as n for a new complaint. The ? key lists them.")}


class OrganisationForm(VersionMixin, PrimaModelForm):
    second_factor_roles = forms.MultipleChoiceField(
        label=_("Roles that need a second factor to sign in"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    logo_file = forms.FileField(
        label=_("Logo"), required=False, help_text=_("PNG, JPEG or WebP, below 200 kB. Shown at a height of 40 pixels.")
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    class Meta:
        model = Organisation
        fields = ["name", "contact_email", "contact_phone", "address", "accent", "second_factor_roles"]
        widgets = {"accent": forms.TextInput(attrs={"type": "color"})}


class AuditFilterForm(PrimaForm):
    model = forms.ChoiceField(label=_("Table"), required=False)
    record = forms.IntegerField(label=_("Record number"), required=False, min_value=1, max_value=2**62)

    def __init__(self, *args, models, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["model"].choices = models

    @property
    def helper(self):
        helper = super().helper
        helper.mark_optional = False
        return helper


class SavedViewForm(SubmissionKeyMixin, PrimaForm):
    """A name for the filters of a list, which come along in `query`."""

    name = forms.CharField(label=_("Name"), max_length=60)
    shared_with = forms.ChoiceField(label=_("Who sees it"), choices=SharedWith, initial=SharedWith.NOBODY)
    pin = forms.BooleanField(label=_("Show it as a tab above the list"), required=False, initial=True)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)

    def __init__(self, *args, can_share: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not can_share:
            self.fields["shared_with"].choices = [(SharedWith.NOBODY, SharedWith.NOBODY.label)]
            self.fields["shared_with"].help_text = _("Managers share views. Ask one of them.")


class SavedViewEditForm(VersionMixin, PrimaForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    shared_with = forms.ChoiceField(label=_("Who sees it"), choices=SharedWith)

    def __init__(self, *args, can_share: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not can_share:
            kept = self.initial.get("shared_with", SharedWith.NOBODY)
            self.fields["shared_with"].choices = [(kept, SharedWith(kept).label)]
            self.fields["shared_with"].help_text = _("Managers share views. Ask one of them.")
