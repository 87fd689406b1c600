from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import DateField
from common.forms import PrimaForm, VersionMixin
from retention.models import FiscalYear, RetentionPolicy


class PolicyForm(VersionMixin, PrimaForm):
    """The target is typed in percent and kept as a share."""

    window_months = forms.IntegerField(
        label=_("Window in months"),
        min_value=1,
        max_value=60,
        help_text=_("A customer is active who did business in so many months before the day, or has a contract."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    fiscal_year_start = forms.CharField(
        label=_("First day of fiscal years"),
        max_length=5,
        help_text=_("Month and day, like 01-01 or 04-01. A change makes one short transition year."),
    )
    target_percent = forms.DecimalField(
        label=_("Target: customers to keep, in percent"),
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    @classmethod
    def initial_of(cls, policy: RetentionPolicy) -> dict[str, object]:
        target = policy.target_rate
        return {
            "version": policy.version,
            "window_months": policy.window_months,
            "fiscal_year_start": policy.fiscal_year_start,
            "target_percent": None if target is None else (target * 100).quantize(Decimal("0.1")),
        }

    @property
    def values(self) -> dict[str, object]:
        """The cleaned fields as the service takes them."""
        percent = self.cleaned_data["target_percent"]
        return {
            "window_months": self.cleaned_data["window_months"],
            "fiscal_year_start": self.cleaned_data["fiscal_year_start"],
            "target_rate": None if percent is None else percent / 100,
        }


class FiscalYearForm(VersionMixin, PrimaForm):
    name = forms.CharField(label=_("Name"), max_length=20)
    ends_on = DateField(label=_("Last day"), help_text=_("Only the last year can be moved, until it is closed."))

    @classmethod
    def initial_of(cls, year: FiscalYear) -> dict[str, object]:
        return {"version": year.version, "name": year.name, "ends_on": year.ends_on}


class PublishForm(PrimaForm):
    reason = forms.CharField(
        label=_("Why is a new version needed?"),
        max_length=300,
        help_text=_("Everybody who reads the figures sees this sentence."),
    )
