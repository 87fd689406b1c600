from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.enums import ApiScope, Role, SharedWith
from accounts.models import Organisation, User
from accounts.queries import audited_models
from common.fields import DateField
from common.forms import PrimaForm, PrimaModelForm, SubmissionKeyMixin, VersionMixin
from common.seen import SeenMixin


class UserForm(SeenMixin, PrimaModelForm):
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

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["version"]

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
    """What narrows the list of changes. Fields of a table can be chosen once the table is."""

    record = forms.CharField(
        label=_("Number or reference"),
        required=False,
        max_length=80,
        help_text=_("Of a customer, complaint or member: the history of this record."),
    )
    model = forms.ChoiceField(label=_("Table"), required=False)
    user = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.order_by("full_name", "id"), required=False, empty_label=_("Everybody")
    )
    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("Until"), required=False)
    text = forms.CharField(label=_("Text in the old or new value"), required=False, max_length=100)
    field = forms.ChoiceField(label=_("Field"), required=False)
    action = forms.ChoiceField(
        label=_("Action"),
        required=False,
        choices=[("", _("All")), ("insert", _("added")), ("update", _("changed")), ("delete", _("deleted"))],
    )
    reference = forms.CharField(label=_("Reference of the request"), required=False, max_length=40)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tables = {label: model.pgh_tracked_model._meta for label, model in audited_models().items()}
        named = [(label, capfirst(meta.verbose_name)) for label, meta in tables.items()]
        self.fields["model"].choices = [("", _("All")), *sorted(named, key=lambda pair: pair[1])]
        table = tables.get(str(self.data.get("model", "")))
        fields = [(one.name, capfirst(one.verbose_name)) for one in table.concrete_fields] if table else []
        self.fields["field"].choices = [("", _("All")), *fields]

    @property
    def helper(self):
        helper = super().helper
        helper.mark_optional = False
        return helper

    @property
    def has_more(self) -> bool:
        """Whether one of the fields that are folded away narrows the list."""
        return any(self.data.get(name) for name in ("text", "field", "action", "reference", "since", "until"))


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


class ApiKeyForm(SubmissionKeyMixin, PrimaForm):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Which system uses the key, such as the till or the web shop.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("Its rights"),
        choices=ApiScope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the key may do.")},
    )
    days = forms.TypedChoiceField(
        label=_("Ends"),
        coerce=int,
        choices=[(30, _("in 30 days")), (90, _("in 90 days")), (365, _("in a year")), (730, _("in two years"))],
        initial=365,
    )
