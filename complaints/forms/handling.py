"""The steps of a complaint on its way."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import StaleRecord
from common.fields import MoneyField
from common.forms import Conflict, ConflictRow, PrimaForm, SubmissionKeyMixin, VersionMixin
from complaints.enums import Complexity, Decision, Impact, RemedyKind, Severity
from complaints.forms.files import FilesMixin
from complaints.forms.findings import FindingFields
from complaints.forms.intake import CauseField
from complaints.models import Complaint, DeadlineSet


class WriteForm(FilesMixin, SubmissionKeyMixin, PrimaForm):
    """A reply, a note, or what the customer told us."""

    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write something first.")},
    )
    template = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1)
    # The last line of the timeline that the page showed.
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**63 - 1)
    conflict: Conflict | None = None

    def show_conflict(self, stale: StaleRecord) -> None:
        """Set what others wrote beside the reply; sending it again then happens knowingly."""
        yours = self.cleaned_data["body"]
        self.conflict = Conflict(
            [
                ConflictRow(f"{entry.get_kind_display()}, {entry.author or ''}".strip(", "), entry.body, yours)
                for entry in stale.current["news"]
            ]
        )
        data = self.data.copy()
        data["seen"] = str(stale.current["seen"])
        self.data = data

    @property
    def message(self) -> dict[str, Any]:
        """What the service that writes it takes."""
        return {name: self.cleaned_data[name] for name in ("body", "submission_key", "files")}


class AssignForm(VersionMixin, PrimaForm):
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Officer"), required=False, empty_label=_("No officer"))

    def __init__(self, *args, complaint: Complaint, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True).exclude(pk=complaint.about_person_id or 0)
        if complaint.is_restricted:
            people = people.filter(pk__in=complaint.named_people.values("user"))
        self.fields["owner"].queryset = people
        self.fields["owner"].widget.attrs["autofocus"] = True


class AcknowledgeForm(PrimaForm):
    how = forms.CharField(
        label=_("How the customer was told"),
        max_length=300,
        help_text=_("For example: called back, letter of 3 March handed over."),
        error_messages={"required": _("Say how the customer came to know that we have the complaint.")},
    )


class AssessForm(VersionMixin, PrimaForm):
    """How much it weighs; the priority and with it the promises follow from the five answers."""

    severity = forms.ChoiceField(label=_("Severity"), choices=Severity, widget=forms.RadioSelect)
    safety = forms.BooleanField(label=_("Somebody could come to harm"), required=False)
    needs_action_now = forms.BooleanField(label=_("Needs immediate action"), required=False)
    impact = forms.ChoiceField(label=_("Who is affected"), choices=Impact, widget=forms.RadioSelect)
    complexity = forms.ChoiceField(label=_("Complexity"), choices=Complexity, widget=forms.RadioSelect)
    deadlines = forms.ModelChoiceField(
        DeadlineSet.objects.filter(is_active=False),
        label=_("Further deadlines"),
        required=False,
        empty_label=_("None"),
        help_text=_("For example of a law that asks for an answer sooner."),
    )


class LastWordForm(PrimaForm):
    reason = forms.CharField(
        label=_("Our last word"),
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("The customer reads it, and where else to turn."),
        error_messages={"required": _("Say why this is our last word; the customer reads it.")},
    )


class WaitForm(SubmissionKeyMixin, PrimaForm):
    question = forms.CharField(
        label=_("Question to the customer"),
        widget=forms.Textarea({"rows": 4}),
        required=False,
        help_text=_("It is sent as a reply. Leave it empty if you have asked already."),
    )


class RemedyFields(forms.Form):
    """What is offered to make it good."""

    kind = forms.ChoiceField(label=_("Remedy"), choices=RemedyKind)
    amount = MoneyField(label=_("Amount"), required=False, min_value=0)
    points = forms.IntegerField(label=_("Points"), required=False, min_value=0, max_value=1_000_000)
    description = forms.CharField(label=_("What exactly"), max_length=300, required=False)

    @property
    def remedy(self) -> dict:
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "description": data["description"],
            "amount": data["amount"] or 0,
            "points": data["points"] or 0,
            "submission_key": data["submission_key"],
        }


class RemedyForm(SubmissionKeyMixin, RemedyFields, PrimaForm):
    field_order = ["kind", "amount", "points", "description"]


class ResolveForm(FindingFields, VersionMixin, SubmissionKeyMixin, RemedyFields, PrimaForm):
    """What was done, why it happened, and what the customer gets for it."""

    resolution = forms.CharField(
        label=_("Resolution"),
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("The customer reads this: apologise, say what you did, and what is better now."),
        error_messages={"required": _("Tell the customer what was done.")},
    )
    decision = forms.ChoiceField(
        label=_("What the customer asked for is"),
        choices=[("", _("Not said")), *Decision.choices],
        required=False,
        help_text=_("If it is not granted, or in part, the customer reads where else to turn."),
    )
    cause = CauseField(
        label=_("Root cause"),
        empty_label=_("Choose …"),
        error_messages={"required": _("Choose the root cause: we learn from it what to change.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("None")), *RemedyKind.choices]
        self.fields["kind"].required = False

    @property
    def helper(self) -> FormHelper:
        """The question, why it happened and what is given stand together, each on a line of its own."""
        helper: FormHelper = super().helper
        helper.layout = Layout(
            "resolution",
            Div("decision", "cause", css_class="form-columns"),
            self.finding_layout(),
            Div("kind", "amount", "points", css_class="form-columns"),
            "description",
            *(name for name, field in self.fields.items() if field.widget.is_hidden),
        )
        return helper


class ReopenForm(PrimaForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why the complaint goes on.")},
    )


class DecisionForm(PrimaForm):
    """A manager's word on a remedy; which button was pressed says what it is."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
    decision = forms.ChoiceField(
        choices=[("approve", _("Approve")), ("reject", _("Reject"))],
        widget=forms.HiddenInput,
        error_messages={"required": _("Press Approve or Reject."), "invalid_choice": _("Press Approve or Reject.")},
    )


class StatusForm(PrimaForm):
    """The quick steps of the work queue."""

    step = forms.ChoiceField(label=_("Next step"))

    def __init__(self, *args, steps: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = steps
        self.fields["step"].widget.attrs["autofocus"] = True
