from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fields import ClockField, DateField
from common.forms import PrimaForm, SubmissionKeyMixin, VersionMixin
from customers.enums import Direction, InteractionKind, Reached


class ContactForm(PrimaForm):
    """What a call, visit or message was."""

    kind = forms.ChoiceField(label=_("Kind"), choices=InteractionKind.choices, initial=InteractionKind.CALL)
    direction = forms.ChoiceField(
        label=_("Direction"), choices=Direction.choices, required=False, initial=Direction.OUTGOING
    )
    reached = forms.ChoiceField(
        label=_("Outcome"),
        choices=[*Reached.choices, ("", _("Does not apply"))],
        required=False,
        initial=Reached.REACHED,
    )
    summary = forms.CharField(label=_("Summary"), max_length=300)
    details = forms.CharField(
        label=_("Details"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    happened_on = DateField(label=_("Day"), required=False, help_text=_("Leave it empty if it was just now."))
    happened_time = ClockField(label=_("Time"), required=False)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=0,
        max_value=1440,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-time"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["summary"].widget.attrs["autocomplete"] = "off"


class NextStepMixin(forms.Form):
    """What to do next, planned with what was just done. Whoever plans it does it unless somebody else is chosen."""

    next_task = forms.CharField(label=_("Next: what to do"), max_length=300, required=False)
    next_due_on = DateField(label=_("Due on"), required=False)
    next_due_time = ClockField(label=_("Time"), required=False)
    next_owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.filter(is_active=True), required=False, empty_label=_("Me")
    )

    def clean(self):
        values = super().clean()
        if values.get("next_task") and not values.get("next_due_on") and "next_due_on" not in self.errors:
            self.add_error("next_due_on", _t("Enter when the next one is due."))
        if values.get("next_due_on") and not values.get("next_task") and "next_task" not in self.errors:
            self.add_error("next_task", _t("Write what to do on that day."))
        return values


class InteractionForm(SubmissionKeyMixin, NextStepMixin, ContactForm):
    field_order = [
        "kind", "direction", "reached", "summary", "details", "happened_on", "happened_time", "minutes",
        "next_task", "next_due_on", "next_due_time", "next_owner",
    ]  # fmt: skip


class InteractionEditForm(VersionMixin, ContactForm):
    pass
