"""What is learnt from a complaint, beside its cause."""

from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from complaints.enums import Satisfaction, SuccessFactor
from complaints.models import Cause, Complaint, Finding

NAMES = ("satisfaction", "failure")


class FindingFields(forms.Form):
    """Two choices of one key each below the cause, filled with what is usual for it; another cause brings its own."""

    satisfaction = forms.ChoiceField(
        label=_("What was hit"), choices=Satisfaction, widget=forms.RadioSelect, required=False
    )
    failure = forms.ChoiceField(
        label=_("What failed on our side"), choices=SuccessFactor, widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["cause"].widget.attrs |= {
            "hx-get": reverse_lazy("complaints:usual_finding"),
            "hx-target": "#finding",
            "hx-swap": "outerHTML",
        }

    @staticmethod
    def finding_layout() -> Div:
        """The two choices as the page shows them, to be exchanged when another cause is chosen."""
        return Div(*(Field(name, template="complaints/_finding_choice.html") for name in NAMES), css_id="finding")

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
