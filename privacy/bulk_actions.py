"""What can be done to many customers about their data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from jobs.bulk import BulkAction, BulkForm, Preview, Run
from privacy.enums import SPOKEN_CHANNELS
from privacy.models import ConsentPurpose
from privacy.services.consents_of_many import consents_to_note, record_consents


class ConsentsForm(BulkForm):
    """What they said, how, and where that can be looked up."""

    purpose = forms.ModelChoiceField(label=_("Purpose"), queryset=ConsentPurpose.objects.none())
    given = forms.TypedChoiceField(
        label=_("What they said"),
        choices=[("1", _("They agree")), ("0", _("They refuse"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(label=_("How we know"), choices=[(one.value, one.label) for one in SPOKEN_CHANNELS])
    note = forms.CharField(
        label=_("Evidence"), max_length=300, help_text=_("Where it can be looked up: a folder, a campaign, a form.")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["purpose"].queryset = ConsentPurpose.objects.filter(is_active=True)

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.mark_optional = False
        return helper


class NoteConsent(BulkAction):
    """A line of the consent log for each. The log is never changed, so there is no way back but another line."""

    name = "consent"
    label = _("Note what they allow")
    icon = "shield-check"
    lowest = Role.MANAGER
    form_class = ConsentsForm
    chunk = 1_000

    def title(self, values: Mapping[str, Any], how_many: str) -> str:
        text = (
            gettext("%(customers)s agree: %(purpose)s")
            if values["given"]
            else gettext("%(customers)s refuse: %(purpose)s")
        )
        return text % {"customers": how_many, "purpose": values["purpose"]}

    def preview(self, rows: QuerySet, values: Mapping[str, Any], *, user: User, at: datetime) -> Preview:
        rows = rows.order_by()
        chosen = rows.count()
        news = consents_to_note(rows, purpose=values["purpose"], given=values["given"]).count()
        excluded = [(_("Said so before"), chosen - news)] if chosen > news else []
        return Preview(news, excluded, gettext("The log can't be changed: a mistake is put right by another line."))

    def apply(self, ids: list[int], values: Mapping[str, Any], run: Run) -> int:
        return record_consents(
            ids=ids, by=run.user, at=run.at, **{name: values[name] for name in self.form_class.base_fields}
        )
