from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import DateField, MoneyField
from common.forms import PrimaForm, SubmissionKeyMixin, VersionMixin
from customers.enums import EvidenceKind, LifeCycle, Standing
from customers.forms.fields import ServiceModelForm
from customers.models import LifeCyclePolicy, StandingPolicy


class OverrideForm(PrimaForm):
    """What somebody decides against the policy: from when, and why."""

    effective_from = DateField(label=_("From"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Colleagues read it on the customer's page, auditors in the history."),
    )


class StandingForm(OverrideForm):
    standing = forms.ChoiceField(label=_("Standing"), choices=Standing.choices, widget=forms.RadioSelect)
    field_order = ["standing"]


class StageForm(OverrideForm):
    stage = forms.ChoiceField(label=_("Stage of the life cycle"), choices=LifeCycle.choices, widget=forms.RadioSelect)
    field_order = ["stage"]


class EvidenceForm(SubmissionKeyMixin, PrimaForm):
    """Interest or a recommendation that no other record shows."""

    kind = forms.ChoiceField(label=_("What you learned"), choices=EvidenceKind.choices)
    happened_on = DateField(label=_("On"))
    note = forms.CharField(label=_("Note"), max_length=300)


class PolicyForm(VersionMixin):
    """Saving rules says why, so that whoever reads the history understands it."""

    reason = forms.CharField(
        label=_("Reason for this change"), max_length=300, help_text=_("It stays beside the change in the history.")
    )


class RulesForm(ServiceModelForm):
    """Numbers to be tried out: within the limits of the model, although nothing is saved."""

    class Meta:
        abstract = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self._meta.fields:
            self.fields[name].validators += self._meta.model._meta.get_field(name).validators
            if isinstance(self.fields[name].widget, forms.NumberInput):
                self.fields[name].widget.attrs["class"] = "num"

    @property
    def helper(self) -> FormHelper:
        """The numbers side by side, then what goes with saving them."""
        helper = super().helper
        beside = [name for name in self.fields if name not in self._meta.fields]
        helper.layout = Layout(Div(*self._meta.fields, css_class="form-grid"), *beside)
        return helper


class StandingRulesForm(RulesForm):
    """The numbers of the policy of standing, to be tried out."""

    amount_a_year = MoneyField(label=_("Amount in each year, 0 for any"), min_value=0, required=False)

    class Meta:
        model = StandingPolicy
        fields = ["tenure_years", "transactions_a_year", "amount_a_year", "forgiven_years"]

    def clean(self) -> dict:
        values = super().clean() or self.cleaned_data
        values["amount_a_year"] = values.get("amount_a_year") or 0
        if values.get("forgiven_years", 0) >= values.get("tenure_years", 20):
            self.add_error("forgiven_years", _("At least one of the years has to count."))
        return values


class StandingPolicyForm(PolicyForm, StandingRulesForm):
    pass


class LifeCycleRulesForm(RulesForm):
    """The numbers of the policy of the life cycle, to be tried out."""

    class Meta:
        model = LifeCyclePolicy
        fields = ["primary_is_client", "client_purchases", "client_months", "lapse_months", "advocate_months"]


class LifeCyclePolicyForm(PolicyForm, LifeCycleRulesForm):
    pass
