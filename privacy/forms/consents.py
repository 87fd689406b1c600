from django import forms
from django.utils.translation import gettext_lazy as _

from common.fields import DateField
from common.forms import PrimaForm, PrimaModelForm, SubmissionKeyMixin, VersionMixin
from privacy.enums import SPOKEN_CHANNELS
from privacy.models import ConsentPurpose


class ConsentForm(SubmissionKeyMixin, PrimaForm):
    """What the person just told us."""

    purpose = forms.ChoiceField(label=_("Purpose"))
    given = forms.TypedChoiceField(
        label=_("What the person says"),
        choices=[("yes", _("Allows it")), ("no", _("Refuses it"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label=_("How we were told"), choices=[(channel.value, channel.label) for channel in SPOKEN_CHANNELS]
    )
    note = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=300,
        help_text=_("Where it can be shown: the form in folder 12, the e-mail of 9 March."),
    )

    def __init__(self, *args, purposes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(purpose.key, str(purpose)) for purpose in purposes]


class PurposeForm(PrimaModelForm):
    class Meta:
        model = ConsentPurpose
        fields = ["name_id", "name_en", "about_id", "about_en", "basis", "position", "is_active"]
        help_texts = {
            "basis": _("What rests on consent is forbidden until a person gives it; all else until a person objects."),
        }

    def _post_clean(self) -> None:
        """The service checks; the instance stays as it was read."""


class PurposeCreateForm(PurposeForm):
    class Meta(PurposeForm.Meta):
        fields = ["key", *PurposeForm.Meta.fields]


class PurposeEditForm(VersionMixin, PurposeForm):
    pass


class WordingForm(PrimaForm):
    text_id = forms.CharField(
        label=_("Text in Indonesian"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5, "lang": "id"})
    )
    text_en = forms.CharField(
        label=_("Text in English"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5, "lang": "en"})
    )
    valid_from = DateField(label=_("Valid from"))
