from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fields import ClockField, DateField
from common.forms import PrimaForm, SubmissionKeyMixin, VersionMixin
from customers.enums import Priority, Repeat
from customers.forms.fields import ChosenRows, ServiceModelForm
from customers.forms.interactions import NextStepMixin
from customers.models import FollowUpPolicy
from customers.services.follow_ups import BULK_LIMIT


def colleagues() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.filter(is_active=True), empty_label=None)


class PromiseForm(PrimaForm):
    """What is promised, to whom it falls and until when."""

    task = forms.CharField(label=_("What to do"), max_length=300)
    due_on = DateField(label=_("Due on"))
    due_time = ClockField(label=_("Time"), required=False, help_text=_("By the end of work if it is empty."))
    owner = colleagues()
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Priority.choices, coerce=int, initial=Priority.NORMAL, empty_value=Priority.NORMAL,
        required=False,
    )  # fmt: skip
    repeat = forms.ChoiceField(label=_("Comes again"), choices=[("", _("Never")), *Repeat.choices], required=False)
    details = forms.CharField(
        label=_("Details"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        hidden = [field.name for field in self.hidden_fields()]
        helper.layout = Layout(
            *hidden,
            "task",
            Div("due_on", "due_time", "owner", css_class="field-grid"),
            Div("priority", "repeat", css_class="field-grid"),
            "details",
        )
        return helper


class FollowUpForm(SubmissionKeyMixin, PromiseForm):
    pass


class FollowUpEditForm(VersionMixin, PromiseForm):
    def __init__(self, *args, keep_owner: User | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        # Who can no longer sign in may keep what is theirs until somebody hands it over.
        if keep_owner is not None and not keep_owner.is_active:
            self.fields["owner"].queryset |= User.objects.filter(pk=keep_owner.pk)
        if keep_owner is None:
            self.fields["owner"].required, self.fields["owner"].empty_label = False, _("Nobody")


class FollowUpDoneForm(NextStepMixin, PrimaForm):
    outcome = forms.CharField(label=_("What came of it"), max_length=300)
    field_order = ["outcome", "next_task", "next_due_on", "next_due_time", "next_owner"]

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(
            "outcome", "next_task", Div("next_due_on", "next_due_time", "next_owner", css_class="field-grid")
        )
        return helper


class SnoozeForm(PrimaForm):
    until_on = DateField(label=_("Until"))
    until_time = ClockField(label=_("Time"), required=False)


class HandOverForm(PrimaForm):
    owner = colleagues()


class BulkForm(PrimaForm):
    """What to do with the chosen lines of the list."""

    pks = ChosenRows(limit=BULK_LIMIT, error_messages={"required": _("Choose at least one line.")})
    action = forms.ChoiceField(choices=[("done", _("Mark as done")), ("hand_over", _("Hand over"))])
    outcome = forms.CharField(label=_("What came of it"), max_length=300, required=False)
    owner = forms.ModelChoiceField(
        label=_("Hand over to"),
        queryset=User.objects.filter(is_active=True),
        required=False,
        empty_label=_("to whom?"),
        widget=forms.Select({"class": "form-select"}),
    )

    def clean(self):
        values = super().clean()
        if values.get("action") == "done" and not values.get("outcome") and "outcome" not in self.errors:
            self.add_error("outcome", _("Write what came of it."))
        if values.get("action") == "hand_over" and not values.get("owner") and "owner" not in self.errors:
            self.add_error("owner", _("Choose who does it from now on."))
        return values


class FollowUpPolicyForm(VersionMixin, ServiceModelForm):
    class Meta:
        model = FollowUpPolicy
        fields = ["is_active", "remind_after", "escalate_after", "digest_hour"]
        help_texts = {
            "remind_after": _("The owner gets one message with everything that is late."),
            "escalate_after": _("The managers of the owner's department get one message; without any, all managers."),
            "digest_hour": _("Between 0 and 23, on working days."),
        }
