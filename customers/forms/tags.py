from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PrimaForm


class TagRenameForm(PrimaForm):
    name = forms.CharField(
        label=_("Name"), max_length=40, help_text=_("The name of another tag merges the two into that one.")
    )
