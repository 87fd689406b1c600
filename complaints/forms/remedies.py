"""Deciding on remedies, paying them, and what they may cost."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from common.fields import ClockField, DateField, MoneyField
from common.forms import PrimaForm
from common.seen import SeenMixin
from complaints.models import RemedyBudget


class PaymentForm(PrimaForm):
    """A payment as the cashier or the bank notes it."""

    reference = forms.CharField(
        label=_("Number of the payment"),
        max_length=60,
        help_text=_("For example the number of the transfer, of the receipt or of the voucher."),
        error_messages={"required": _("Enter the number of the payment, such as that of the transfer.")},
    )
    paid_on = DateField(label=_("Paid on"), error_messages={"required": _("Enter the day of the payment.")})
    paid_time = ClockField(label=_("At"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].initial = timezone.localdate()


class BudgetsForm(SeenMixin, PrimaForm):
    """A line for each department; empty for no budget of its own."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        stored = dict(RemedyBudget.objects.values_list("department", "monthly_amount"))
        self.departments = list(Department.objects.filter(is_active=True))
        for department in self.departments:
            self.fields[f"budget_{department.pk}"] = MoneyField(
                label=department.name, required=False, min_value=0, max_digits=18, initial=stored.get(department.pk)
            )

    @property
    def budgets(self) -> list[tuple[Department, Decimal | None]]:
        return [(department, self.cleaned_data[f"budget_{department.pk}"]) for department in self.departments]
