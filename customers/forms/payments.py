from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import DateField, MoneyField
from common.forms import PrimaForm, SubmissionKeyMixin
from customers.enums import PaymentKind


class PaymentForm(SubmissionKeyMixin, PrimaForm):
    amount = MoneyField(label=_("Amount"), max_digits=18)
    paid_on = DateField(label=_("Paid on"))
    kind = forms.ChoiceField(label=_("Kind"), choices=PaymentKind.choices, initial=PaymentKind.PAYMENT)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args, may_waive: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_waive:
            del self.fields["kind"]


class DueDateForm(SubmissionKeyMixin, PrimaForm):
    """Another agreed day; `expected` is the one that the page showed."""

    due_on = DateField(label=_("New agreed day"))
    reason = forms.CharField(label=_("Reason"), max_length=300)
    expected = DateField(required=False, widget=forms.HiddenInput)


class WithdrawForm(PrimaForm):
    reason = forms.CharField(label=_("What was wrong with it"), max_length=300)
