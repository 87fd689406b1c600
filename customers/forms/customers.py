from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from common.fields import DateField
from common.forms import SubmissionKeyMixin, VersionMixin
from customers.enums import Channel, Kind, PartyType
from customers.forms.custom_values import CustomValueField, CustomValuesMixin
from customers.forms.fields import PhonesField, ServiceModelForm, TagsField
from customers.models import Customer

_NOT_FOR_FIELDS = {"version", "submission_key"}
_MORE_FIELDS = (
    "owner", "preferred_channel", "best_time", "buyer_role", "is_commercial", "acquisition_source", "external_id",
    "expectations", "notes", "is_test",
)  # fmt: skip


class CustomerForm(CustomValuesMixin, ServiceModelForm):
    """Who the customer is and how to reach them, and whatever else this organisation asks."""

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
            "best_time": _("In the customer's words: weekday mornings, after six."),
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
        self.fields["owner"].queryset = self._possible_owners()
        self.fields["owner"].empty_label = _("Nobody")
        self.fields["preferred_channel"].choices = [("", _("Not known")), *Channel.choices]
        self.fields["salutation"].choices = [("", _("Not known")), *Customer._meta.get_field("salutation").choices]
        self._bring_fields_by_script()
        self.add_custom_fields(
            kind=self._chosen("kind", Kind),
            party_type=self._chosen("party_type", PartyType),
            stored=self.instance.custom_values,
        )

    def _bring_fields_by_script(self) -> None:
        """Kind and type decide which further fields are asked; choosing another brings its fields at once."""
        address = reverse("customers:custom_fields") + (f"?customer={self.instance.pk}" if self.instance.pk else "")
        for name in ("kind", "party_type"):
            self.fields[name].widget.attrs.update(
                {"hx-post": address, "hx-target": "#custom-fields", "hx-swap": "outerHTML"}
            )

    def _chosen(self, name: str, words: type[Kind] | type[PartyType]) -> str:
        """What the form says now; where that is nonsense, what is stored."""
        value = self[name].value()
        return value if value in words.values else getattr(self.instance, name)

    @property
    def values(self) -> dict:
        """What the service takes: the fields of a customer with the phones, and the further fields by key."""
        own = {name: value for name, value in self.cleaned_data.items() if name not in _NOT_FOR_FIELDS}
        for name, field in self.fields.items():
            if isinstance(field, CustomValueField):
                own.pop(name, None)
        return {**own, "custom": self.custom}

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(*self.hidden_names(), *self.sections())
        return helper

    @property
    def custom_helper(self) -> FormHelper:
        """The further fields alone, to be exchanged in the page."""
        helper = super().helper
        helper.layout = Layout(self.custom_sections())
        return helper

    def _possible_owners(self) -> QuerySet[User]:
        """Who can sign in, and whoever has the customer now: saving something else takes nobody away."""
        return User.objects.filter(Q(is_active=True) | Q(pk=self.instance.owner_id))

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
                Div("preferred_channel", "best_time", css_class="field-grid"),
                HTML("{% include 'customers/_duplicate_hints_box.html' %}"),
            ),
            Fieldset(_("Consent"), "survey_consent", "do_not_contact"),
            Fieldset(_("More about this customer"), "owner", "tags",
                     Div("birth_date", "buyer_role", css_class="field-grid"), "is_commercial",
                     "acquisition_source", "external_id", "expectations", "notes", "is_test"),
            self.custom_sections(),
        ]  # fmt: skip

    def without_errors(self) -> "CustomerForm":
        """The form as typed, not yet judged: another row or other fields were asked for, not a save."""
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
