from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PrimaModelForm, VersionMixin
from complaints.models import CharterVersion
from complaints.services.charter import WORDS


class CharterForm(VersionMixin, PrimaModelForm):
    """The words of the charter in both languages; what the rules say is added by itself."""

    class Meta:
        model = CharterVersion
        fields = [*WORDS, "shows_performance"]
        widgets = {name: forms.Textarea({"rows": 4}) for name in WORDS}
        help_texts = {
            "shows_performance": _("The share of complaints solved in time and of promises kept, of 90 days.")
        }

    def _post_clean(self) -> None:
        """The service checks and writes."""
