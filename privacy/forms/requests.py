from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.fields import DateField
from common.forms import PrimaForm, SubmissionKeyMixin
from privacy.enums import SPOKEN_CHANNELS, RequestKind


class TakeInForm(SubmissionKeyMixin, PrimaForm):
    """What a person asks for, as noted by whoever was told."""

    kind = forms.ChoiceField(label=_("What is asked for"), choices=RequestKind.choices, widget=forms.RadioSelect)
    customer = forms.CharField(
        label=_("Customer number"),
        max_length=20,
        required=False,
        help_text=_("Leave it empty when the person is not in the registry or was not found yet."),
    )
    requester = forms.CharField(
        label=_("Who asks"), max_length=200, required=False, help_text=_("If it is not the customer in person.")
    )
    contact = forms.CharField(label=_("How to reach them"), max_length=200, required=False)
    channel = forms.ChoiceField(
        label=_("Received by"), choices=[(channel.value, channel.label) for channel in SPOKEN_CHANNELS]
    )
    received_on = DateField(label=_("Received on"), required=False, help_text=_("Leave it empty if it was just now."))
    received_time = forms.TimeField(label=_("At what time"), required=False, input_formats=["%H:%M", "%H.%M"])
    details = forms.CharField(
        label=_("In their words"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def received_at(self, now: datetime) -> datetime:
        """The moment the clock starts: now, unless a day was named; its first second where no time was."""
        day = self.cleaned_data["received_on"]
        if day is None:
            return now
        moment = datetime.combine(day, self.cleaned_data["received_time"] or time.min)
        return min(timezone.make_aware(moment), now) if day == timezone.localdate(now) else timezone.make_aware(moment)


class StepForm(PrimaForm):
    """A line about what was done."""

    text = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class EraseForm(PrimaForm):
    """The number typed once more: an erasure can't be taken back."""

    number = forms.CharField(label=_("Type the customer number to confirm"), max_length=20)

    def __init__(self, *args, expected: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_number(self) -> str:
        if self.cleaned_data["number"].upper() != self.expected:
            raise forms.ValidationError(_("This is not the number of this customer."))
        return self.expected
