from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from common.fields import DateField
from common.forms import SubmissionKeyMixin, VersionMixin
from customers.forms.fields import PhonesField, ServiceModelForm, TagsField
from customers.models import Customer

_MORE_FIELDS = ("buyer_role", "is_commercial", "acquisition_source", "external_id", "expectations", "notes", "is_test")


class CustomerForm(ServiceModelForm):
    """Who the customer is and how to reach them."""

    phones = PhonesField(
        label=_("Phone numbers"),
        required=False,
        help_text=_("As you would write them: 0812-3456-7890, +62 21 555 0123 or an extension."),
    )
    birth_date = DateField(label=_("Date of birth"), required=False)
    tags = TagsField(label=_("Tags"), help_text=_("Several are separated by commas."))

    class Meta:
        model = Customer
        fields = [
            "name",
            "salutation",
            "party_type",
            "kind",
            "department",
            "email",
            "language",
            "city",
            "address",
            "birth_date",
            "survey_consent",
            "do_not_contact",
            "tags",
            *_MORE_FIELDS,
        ]
        help_texts = {
            "department": _("Needed for internal customers: the department they work in."),
            "salutation": _("Only if you know it; letters then begin with it."),
            "external_id": _("The customer's identifier in another system."),
            "is_test": _("Test records are left out of all figures."),
        }
        widgets = {
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "expectations": forms.Textarea(attrs={"rows": 3}),
            "notes": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.filter(is_active=True)
        self.fields["department"].empty_label = _("No department")
        self.fields["salutation"].choices = [("", _("Not known")), *Customer._meta.get_field("salutation").choices]

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(*self.hidden_names(), *self.sections())
        return helper

    def hidden_names(self) -> list[str]:
        return [field.name for field in self.hidden_fields()]

    def sections(self) -> list[Fieldset | HTML | Div]:
        return [
            Fieldset(_("Who"), "name", Div("salutation", "party_type", "kind", "department", css_class="field-grid")),
            Fieldset(
                _("How to reach them"),
                "phones",
                "email",
                Div("city", "language", css_class="field-grid"),
                "address",
                HTML("{% include 'customers/_duplicate_hints_box.html' %}"),
            ),
            Fieldset(_("Consent"), "survey_consent", "do_not_contact"),
            Fieldset(_("More about this customer"), "tags", Div("birth_date", "buyer_role", css_class="field-grid"),
                     "is_commercial", "acquisition_source", "external_id", "expectations", "notes", "is_test"),
        ]  # fmt: skip

    def without_errors(self) -> "CustomerForm":
        """The form as typed, not yet judged: another row was asked for, not a save."""
        self._errors = forms.utils.ErrorDict()
        return self


class CustomerCreateForm(SubmissionKeyMixin, CustomerForm):
    pass


class CustomerEditForm(VersionMixin, CustomerForm):
    exit_date = DateField(label=_("Left on"), required=False)

    class Meta(CustomerForm.Meta):
        fields = [*CustomerForm.Meta.fields, "exit_reason", "exit_date"]

    def sections(self) -> list[Fieldset | HTML | Div]:
        leaving = Fieldset(_("If the customer has left"), Div("exit_reason", "exit_date", css_class="field-grid"))
        return [*super().sections(), leaving]
