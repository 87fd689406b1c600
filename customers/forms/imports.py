from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PrimaForm
from customers.enums import ImportedKind


class ImportForm(PrimaForm):
    kind = forms.ChoiceField(label=_("What the file holds"), choices=ImportedKind.choices)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX with a header, up to 20 MB. It is checked first; nothing is written yet."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={"empty": _("The file is empty.")},
    )
