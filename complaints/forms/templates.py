from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PrimaForm, VersionMixin
from complaints.enums import MacroOwner
from complaints.forms.handling import WriteForm
from complaints.models import AgentGroup, ReplyTemplate
from customers.forms.fields import TagsField


def _text(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea({"rows": 12}))


class TemplateForm(VersionMixin, PrimaForm):
    """Both languages side by side."""

    name = forms.CharField(label=_("Name"), max_length=80)
    body_id = _text(_("Text in Indonesian"))
    body_en = _text(_("Text in English"))
    is_active = forms.BooleanField(label=_("Offered when one writes"), required=False, initial=True)

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout("version", "name", Div("body_id", "body_en", css_class="form-columns"), "is_active")
        return helper


class MacroForm(VersionMixin, PrimaForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    owner = forms.ChoiceField(
        label=_("Officer"), choices=[("", _("Stays as it is")), *MacroOwner.choices], required=False
    )
    group = forms.ModelChoiceField(AgentGroup.objects.all(), label=_("Group"), required=False, empty_label=_("None"))
    tags = TagsField(label=_("Tags"), help_text=_("Several are separated by commas."))
    note = forms.CharField(
        label=_("Internal note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )
    template = forms.ModelChoiceField(
        ReplyTemplate.objects.filter(is_active=True), label=_("Reply template"), required=False, empty_label=_("None")
    )
    waits = forms.BooleanField(label=_("Wait for the customer"), required=False)
    is_active = forms.BooleanField(label=_("Offered when one writes"), required=False, initial=True)


class ApplyMacroForm(WriteForm):
    """The reply as it will go out; empty where the macro sends none."""

    def __init__(self, *args: Any, has_reply: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["files"]
        self.fields["body"].label = _("Reply to the customer")
        self.fields["body"].widget.attrs["rows"] = 10
        if not has_reply:
            self.fields["body"] = forms.CharField(required=False, widget=forms.HiddenInput)
