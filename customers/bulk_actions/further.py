"""Giving many customers the same value of a further field."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from customers.custom import definitions
from customers.forms.custom_values import CustomValueField
from customers.models import CustomField
from customers.services.custom_values import change_custom_values, has_custom_values, restore_custom_values
from jobs.bulk import BulkAction, BulkForm, Preview, Run
from jobs.services import keep_change


class FurtherForm(BulkForm):
    """Each field with a mark that says it is to be changed: left empty its value is then taken away."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # A value that must differ can't be given to many.
        self.offered = [field for field in definitions() if not field.is_unique]
        for field in self.offered:
            label = gettext("Change: %(field)s") % {"field": field.label}
            self.fields[f"set_{field.name}"] = forms.BooleanField(label=label, required=False)
            self.fields[field.name] = CustomValueField(field)
            self.fields[field.name].required = False

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.mark_optional = False
        helper.layout = Layout(*(Div(f"set_{f.name}", f.name, css_class="change-row") for f in self.offered))
        return helper

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        marked = [field for field in self.offered if cleaned.get(f"set_{field.name}")]
        if not marked and not self.errors:
            self.add_error(None, _("Mark at least one field to be changed."))
        cleaned["changes"] = {field.key: cleaned.get(field.name) for field in marked}
        for field in marked:
            if field.is_required and cleaned.get(field.name) is None and field.name not in self.errors:
                self.add_error(field.name, _("“%(field)s” must be answered.") % {"field": field.label})
        return cleaned


class ChangeFurther(BulkAction):
    name = "further"
    label = _("Change further fields")
    lowest = Role.MANAGER
    form_class = FurtherForm
    chunk = 1_000
    undoable = True

    def is_allowed(self, user: User) -> bool:
        return super().is_allowed(user) and any(not field.is_unique for field in definitions())

    def title(self, values: Mapping[str, Any], how_many: str) -> str:
        known = definitions().by_key
        names = ", ".join(known[key].label if key in known else key for key in values["changes"])
        return gettext("Change %(fields)s of %(customers)s") % {"fields": names, "customers": how_many}

    def preview(self, rows: QuerySet, values: Mapping[str, Any], *, user: User, at: datetime) -> Preview:
        rows, changes = rows.order_by(), values["changes"]
        chosen, asked = rows.count(), _asked(rows, changes).count()
        changed = _asked(rows, changes).exclude(has_custom_values(changes)).count()
        excluded = [
            (_("Such customers are not asked"), chosen - asked),
            (_("Have these values already"), asked - changed),
        ]
        return Preview(changed, [(reason, count) for reason, count in excluded if count])

    def apply(self, ids: list[int], values: Mapping[str, Any], run: Run) -> int:
        changes = values["changes"]
        open_ids = list(_asked(run.rows.filter(pk__in=ids), changes).values_list("pk", flat=True))
        changed = 0
        for before, group in change_custom_values(ids=open_ids, changes=changes, at=run.at):
            keep_change(job=run.job, what={"before": before, "after": changes}, ids=group)
            changed += len(group)
        return changed

    def undo(self, what: Mapping[str, Any], ids: list[int], run: Run) -> int:
        return restore_custom_values(ids=ids, before=what["before"], after=what["after"], at=run.at)


def _asked(rows: QuerySet, changes: Mapping[str, Any]) -> QuerySet:
    """Those whom all these fields are asked of; taking a value away is open to everybody."""
    for field in _fields(changes):
        if changes[field.key] is None:
            continue
        if field.kind:
            rows = rows.filter(kind=field.kind)
        if field.party_types:
            rows = rows.filter(party_type__in=field.party_types)
    return rows


def _fields(changes: Mapping[str, Any]) -> list[CustomField]:
    return [field for key, field in definitions().by_key.items() if key in changes]
