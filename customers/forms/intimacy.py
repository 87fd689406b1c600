from copy import copy
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import DateField
from common.forms import Conflict, ConflictRow, PrimaForm, SubmissionKeyMixin, VersionMixin
from customers.enums import LinkKind, NeedKind
from customers.models import Customer


class NeedFields(PrimaForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=NeedKind.choices, initial=NeedKind.PREFERENCE)
    text = forms.CharField(label=_("What the customer wants"), max_length=300)
    review_on = DateField(
        label=_("Ask again from"), required=False, help_text=_("What people want changes; leave it empty never to ask.")
    )


class NeedForm(SubmissionKeyMixin, NeedFields):
    pass


class NeedEditForm(VersionMixin, NeedFields):
    pass


class SpecialDayFields(PrimaForm):
    label = forms.CharField(
        label=_("What day it is"), max_length=80, help_text=_("The birthday belongs into the date of birth.")
    )
    day = DateField(label=_("Day"))
    is_yearly = forms.BooleanField(label=_("Comes every year"), required=False, initial=True)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class SpecialDayForm(SubmissionKeyMixin, SpecialDayFields):
    pass


class SpecialDayEditForm(VersionMixin, SpecialDayFields):
    pass


class LinkFields(PrimaForm):
    kind = forms.ChoiceField(label=_("Relation"), choices=LinkKind.choices)
    role = forms.CharField(
        label=_("Role"), max_length=80, required=False, help_text=_("In words of your own: purchasing, sister, owner.")
    )
    since = DateField(label=_("Since"), required=False)

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        hidden = [field.name for field in self.hidden_fields() if field.name != "other"]
        helper.layout = Layout(*hidden, "kind", Div("role", "since", css_class="field-grid"))
        return helper


class LinkForm(SubmissionKeyMixin, LinkFields):
    other = forms.ModelChoiceField(
        label=_("To whom"),
        queryset=Customer.objects.filter(erased_at__isnull=True).select_related("merged_into"),
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose the other customer."),
            "invalid_choice": _("Choose the other customer."),
        },
    )


class LinkEditForm(VersionMixin, LinkFields):
    pass


class TextForm(PrimaForm):
    """One of the free texts of a record; `seen` is what it said when the form was opened."""

    conflict: Conflict | None = None
    text = forms.CharField(max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5}))
    seen = forms.CharField(max_length=4000, required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args, label: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label

    def show_theirs(self, theirs: str) -> None:
        """Set what is stored beside what was typed; saving once more then overwrites knowingly."""
        yours = self.cleaned_data["text"]
        self.conflict = Conflict([ConflictRow(str(self.fields["text"].label), theirs, yours)])
        data: Any = copy(self.data)
        data["seen"] = theirs
        self.data = data
