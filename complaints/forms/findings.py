"""What is learnt from a complaint, beside its cause."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from complaints.enums import Satisfaction, SuccessFactor
from complaints.models import Cause, Complaint, Finding

USUAL = [("", _("As usual for this cause"))]
NAMES = ("satisfaction", "failure")


class FindingFields(forms.Form):
    """Two choices below the cause, filled with what is usual for it; another cause brings its own."""

    satisfaction = forms.ChoiceField(label=_("What was hit"), choices=[*USUAL, *Satisfaction.choices], required=False)
    failure = forms.ChoiceField(
        label=_("What failed on our side"), choices=[*USUAL, *SuccessFactor.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["cause"].widget.attrs |= {
            "hx-get": reverse_lazy("complaints:usual_finding"),
            "hx-target": "#finding",
            "hx-swap": "outerHTML",
        }

    @property
    def helper(self) -> FormHelper:
        helper: FormHelper = super().helper  # type: ignore[misc]
        names = [name for name in self.fields if name not in NAMES]
        place = names.index("cause") + 1
        helper.layout = Layout(*names[:place], Div(*NAMES, css_id="finding", css_class="form-columns"), *names[place:])
        return helper

    @property
    def finding(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in NAMES}


class UsualFindingForm(FindingFields):
    """The two choices alone, filled for a cause."""

    cause = forms.CharField(required=False)


def usual_finding(cause: Cause | None) -> dict[str, str]:
    """What to fill in for a cause."""
    return dict(zip(NAMES, cause.usual if cause else ("", ""), strict=True))


def known_finding(complaint: Complaint) -> dict[str, str]:
    """What to fill in for a complaint: what was found before, else what is usual for its cause."""
    finding = Finding.objects.filter(complaint=complaint).first()
    if finding is None:
        return usual_finding(complaint.cause)
    return {name: getattr(finding, name) for name in NAMES}
