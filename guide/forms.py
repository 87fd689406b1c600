from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PrimaForm, VersionMixin
from customers.forms.fields import ServiceModelForm
from guide.enums import Character
from guide.models import GuideEntry


class GuideEntryForm(VersionMixin, ServiceModelForm):
    class Meta:
        model = GuideEntry
        fields = [
            "topic", "title_id", "title_en", "about_id", "about_en", "advice_id", "advice_en", "position", "is_active",
        ]  # fmt: skip
        widgets = {
            "advice_id": forms.Textarea({"rows": 6}),
            "advice_en": forms.Textarea({"rows": 6}),
        }
        help_texts = {"advice_id": _("One piece of advice a line."), "advice_en": _("One piece of advice a line.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.key:
            del self.fields["topic"]


class CharactersForm(PrimaForm):
    characters = forms.MultipleChoiceField(
        label=_("How you met this customer"),
        choices=Character.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Only what you saw yourself, and only if it helps colleagues to serve better. The customer may ask to see "
            "it. Marks are reviewed after half a year."
        ),
    )
