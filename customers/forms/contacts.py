from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fields import DateField
from common.forms import PrimaForm, SubmissionKeyMixin
from customers.enums import InteractionKind


class InteractionForm(SubmissionKeyMixin, PrimaForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=InteractionKind.choices)
    summary = forms.CharField(label=_("Summary"), max_length=300)
    details = forms.CharField(
        label=_("Details"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    happened_on = DateField(label=_("Day"), required=False, help_text=_("Leave it empty if it was just now."))


class FollowUpForm(SubmissionKeyMixin, PrimaForm):
    task = forms.CharField(label=_("What to do"), max_length=300)
    due_on = DateField(label=_("Due on"))
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none(), empty_label=None)
    details = forms.CharField(
        label=_("Details"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.filter(is_active=True)


class FollowUpDoneForm(PrimaForm):
    outcome = forms.CharField(label=_("What came of it"), max_length=300)
