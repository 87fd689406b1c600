from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import DateField
from common.forms import PrimaForm, VersionMixin
from customers.enums import Standing
from customers.forms.fields import ServiceModelForm
from customers.models import StandingPolicy


class StandingForm(PrimaForm):
    standing = forms.ChoiceField(label=_("Standing"), choices=Standing.choices, widget=forms.RadioSelect)
    effective_from = DateField(label=_("From"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Colleagues read it beside the standing, auditors in the history."),
    )


class StandingPolicyForm(VersionMixin, ServiceModelForm):
    class Meta:
        model = StandingPolicy
        fields = ["tenure_years", "transactions_a_year"]
