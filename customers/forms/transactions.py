from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import DateField, MoneyField
from common.forms import PrimaForm, SubmissionKeyMixin
from customers.enums import BUSINESS_KINDS, TransactionStatus


class RefundForm(SubmissionKeyMixin, PrimaForm):
    amount = MoneyField(label=_("Amount"), max_digits=18)
    occurred_on = DateField(label=_("Day"))
    reference = forms.CharField(
        label=_("Reference"),
        max_length=80,
        required=False,
        help_text=_("The number on the receipt; one is made up if there is none."),
    )


class TransactionForm(RefundForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in BUSINESS_KINDS])
    status = forms.ChoiceField(label=_("Status"), choices=TransactionStatus.choices)
    unit = forms.CharField(label=_("Unit or branch"), max_length=80, required=False)
    outstanding = MoneyField(
        label=_("Still to be paid"),
        max_digits=18,
        required=False,
        help_text=_("For good customers who may pay later or in parts."),
    )
    due_on = DateField(label=_("Agreed due date"), required=False)

    field_order = ["kind", "amount", "occurred_on", "status", "reference", "unit", "outstanding", "due_on"]
