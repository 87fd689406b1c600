"""What comes after the answer: where else to turn, when we ask again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PrimaForm, PrimaModelForm, VersionMixin
from common.seen import SeenMixin
from complaints.enums import CareOutcome
from complaints.models import CarePolicy, OutsideBody


class CarePolicyForm(VersionMixin, PrimaModelForm):
    first_days = forms.IntegerField(label=_("Days until the first contact"), min_value=1, max_value=365)
    second_days = forms.IntegerField(label=_("Days until the second contact"), min_value=2, max_value=730)

    class Meta:
        model = CarePolicy
        fields = ["sector", "next_level_id", "next_level_en", "asks_again", "first_days", "second_days"]
        widgets = {
            "next_level_id": forms.Textarea({"rows": 3}),
            "next_level_en": forms.Textarea({"rows": 3}),
        }

    def _post_clean(self) -> None:
        """The service checks and writes."""


class CareOutcomeForm(PrimaForm):
    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=CareOutcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )
    note = forms.CharField(label=_("What the customer said"), max_length=300, required=False)


class OutsideBodyForm(SeenMixin, PrimaModelForm):
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https", max_length=200)

    class Meta:
        model = OutsideBody
        fields = ["name_id", "name_en", "about_id", "about_en", "website", "sector", "position", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["version"]
        self.fields["sector"].choices = [("", _("Every sector")), *self.fields["sector"].choices[1:]]
