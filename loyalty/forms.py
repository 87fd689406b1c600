from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common import formats
from common.amounts import parse_amount
from common.fields import DateField, MoneyField
from common.forms import PrimaForm, PrimaModelForm, SubmissionKeyMixin, VersionMixin
from customers.models import Customer
from loyalty import queries
from loyalty.enums import ValueKind
from loyalty.models import Programme, Reward, SpecialDay, Tier
from loyalty.models.programme import POINTS_LIMIT


class PointsField(forms.IntegerField):
    """A whole number; "1.500" and "1,500" are both fifteen hundred, never one and a half."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "num"})
    default_error_messages = {"invalid": _("Enter a whole number like 1.500.")}

    def to_python(self, value):
        if value in self.empty_values:
            return None
        number = parse_amount(str(value))
        if number is None or number != int(number):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(number)

    def prepare_value(self, value):
        return formats.number(value) if isinstance(value, int) else value

    def widget_attrs(self, widget) -> dict:
        return {}


def values_choice() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Values served"),
        choices=ValueKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A programme should give all five values. The programme page shows which are missing."),
    )


class RecordForm(VersionMixin, PrimaModelForm):
    """A form over one versioned row."""


class ProgrammeForm(RecordForm):
    currency_per_point = MoneyField(
        label=_("Amount spent for one point"),
        help_text=_("A purchase gives one point for each full amount. A change applies to purchases from now on."),
    )
    starts_on = DateField(label=_("From"))
    ends_on = DateField(label=_("Until"), required=False)
    agent_points_limit = PointsField(
        label=_("Points staff may redeem at once"),
        required=False,
        help_text=_("Above it a manager redeems. Empty: no limit."),
    )

    class Meta:
        model = Programme
        fields = [
            "name_id",
            "name_en",
            "description_id",
            "description_en",
            "audience",
            "currency_per_point",
            "starts_on",
            "ends_on",
            "validity_months",
            "agent_points_limit",
            "enrols_primary",
            "is_default",
            "is_active",
        ]
        widgets = {
            "description_id": forms.Textarea(attrs={"rows": 3}),
            "description_en": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "validity_months": _("Empty: points never expire."),
            "enrols_primary": _(
                "From now on. Those who are primary already are enrolled on the page of the programme."
            ),
            "is_default": _("One programme for each group of customers; it takes over from the one before."),
        }


class TierForm(RecordForm):
    min_points = PointsField(label=_("Points earned in 12 months"), max_value=POINTS_LIMIT)
    values = values_choice()

    class Meta:
        model = Tier
        fields = ["name_id", "name_en", "min_points", "benefits_id", "benefits_en", "values"]
        widgets = {
            "benefits_id": forms.Textarea(attrs={"rows": 3}),
            "benefits_en": forms.Textarea(attrs={"rows": 3}),
        }


class RewardForm(RecordForm):
    cost = PointsField(label=_("Cost in points"))
    stock = PointsField(label=_("Stock"), required=False, help_text=_("Empty: never runs out."))
    values = values_choice()

    class Meta:
        model = Reward
        fields = [
            "name_id",
            "name_en",
            "description_id",
            "description_en",
            "cost",
            "stock",
            "values",
            "is_active",
        ]
        widgets = {
            "description_id": forms.Textarea(attrs={"rows": 2}),
            "description_en": forms.Textarea(attrs={"rows": 2}),
        }


class SpecialDayForm(RecordForm):
    points = PointsField(label=_("Points"))
    values = values_choice()

    class Meta:
        model = SpecialDay
        fields = ["name_id", "name_en", "occasion", "month", "day", "points", "values", "is_active"]
        help_texts = {"month": _("Month and day count for a date that is the same every year.")}


class GoodwillForm(SubmissionKeyMixin, PrimaForm):
    points = PointsField(label=_("Points"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("The member reads it on the statement of points. Left empty: “A gesture of goodwill”."),
    )


class RedeemForm(SubmissionKeyMixin, PrimaForm):
    """The confirmation; `cost` is what the clerk saw when asking for it."""

    cost = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={
            "invalid": _("The form was damaged on its way. Send it again."),
            "required": _("The form was damaged on its way. Send it again."),
        },
    )

    def show_cost(self, cost: int) -> None:
        """After a refusal the page shows the present cost, so confirming again agrees to that."""
        self.data = self.data.copy()
        self.data["cost"] = str(cost)


class CancelRedemptionForm(PrimaForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("The member reads it on the statement of points."),
    )


class EnrolForm(PrimaForm):
    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=_("Loyalty programme"), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args, customer: Customer, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = queries.programmes_open_to(customer, at=at)
        self.initial.setdefault("programme", self.fields["programme"].queryset.first())
