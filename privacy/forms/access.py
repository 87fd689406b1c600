from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.fields import DateField
from common.forms import PrimaForm
from privacy.enums import AccessKind


class DownloadFilterForm(PrimaForm):
    user = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.order_by("full_name", "id"), required=False, empty_label=_("Everybody")
    )
    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("Until"), required=False)

    @property
    def helper(self):
        helper = super().helper
        helper.mark_optional = False
        return helper


class AccessFilterForm(DownloadFilterForm):
    customer = forms.CharField(label=_("Customer number"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("How"), required=False, choices=[("", _("All")), *AccessKind.choices])
