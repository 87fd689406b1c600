"""Giving many customers the same value: of one field or several, or somebody to look after them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language, Role
from accounts.models import Department, User
from common.fields import DateField
from customers.bulk_actions.base import stored
from customers.enums import BuyerRole, ExitReason, Kind, PartyType, Salutation
from customers.services.many import has_values, restore_fields, set_fields
from jobs.bulk import BulkAction, BulkForm, Preview, Run
from jobs.services import keep_change


class FieldAction(BulkAction):
    """Sets fields; `fields_of` says which to what."""

    undoable = True

    def fields_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def _possible(self, rows: QuerySet, fields: Mapping[str, Any]) -> QuerySet:
        """Without those the database would refuse: an internal customer always belongs to a department."""
        return rows.exclude(kind=Kind.INTERNAL) if "department" in fields and not fields["department"] else rows

    def preview(self, rows: QuerySet, values: Mapping[str, Any], *, user: User, at: datetime) -> Preview:
        fields = self.fields_of(values)
        rows = rows.order_by()
        chosen, possible = rows.count(), self._possible(rows, fields)
        changes = possible.exclude(has_values(fields)).count()
        impossible = 0 if possible is rows else chosen - possible.count()
        excluded = [
            (_("Internal customers need a department"), impossible),
            (_("Have these values already"), chosen - impossible - changes),
        ]
        return Preview(changes, [(reason, count) for reason, count in excluded if count], self.warning(fields))

    def warning(self, fields: Mapping[str, Any]) -> str:
        return ""

    def apply(self, ids: list[int], values: Mapping[str, Any], run: Run) -> int:
        fields = {name: stored(value) for name, value in self.fields_of(values).items()}
        open_ids = list(self._possible(run.rows.filter(pk__in=ids), fields).values_list("pk", flat=True))
        changed = 0
        for before, group in set_fields(ids=open_ids, values=fields, at=run.at):
            before = {name: stored(value) for name, value in before.items()}
            keep_change(job=run.job, what={"before": before, "after": fields}, ids=group)
            changed += len(group)
        return changed

    def undo(self, what: Mapping[str, Any], ids: list[int], run: Run) -> int:
        return restore_fields(ids=ids, before=what["before"], after=what["after"], at=run.at)


class AssignForm(BulkForm):
    owner = forms.ModelChoiceField(
        label=_("Who looks after them"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.filter(is_active=True).order_by("full_name", "pk")
        self.fields["owner"].initial = self.user.pk

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.mark_optional = False
        return helper


class Assign(FieldAction):
    name = "assign"
    label = _("Assign to somebody")
    icon = "user-plus"
    form_class = AssignForm

    def fields_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {"owner": values["owner"]}

    def title(self, values: Mapping[str, Any], how_many: str) -> str:
        if values["owner"] is None:
            return gettext("Nobody looks after %(customers)s any more") % {"customers": how_many}
        return gettext("Assign %(customers)s to %(person)s") % {"customers": how_many, "person": values["owner"]}


YES_NO = [("1", _("Yes")), ("0", _("No"))]


def _yes_no(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=YES_NO, coerce=lambda value: value == "1", required=False)


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


class EditForm(BulkForm):
    """Each field with a mark that says it is to be changed: left empty it then becomes empty."""

    city = forms.CharField(label=_("City"), max_length=100, required=False)
    language = _choice(_("Language"), Language.choices)
    acquisition_source = forms.CharField(label=_("Came to us through"), max_length=60, required=False)
    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none(), required=False)
    party_type = _choice(_("Type"), PartyType.choices)
    buyer_role = _choice(_("Role"), BuyerRole.choices)
    salutation = _choice(_("Form of address"), [("", _("Not known")), *Salutation.choices])
    is_commercial = _yes_no(_("Buys for commercial use"))
    survey_consent = _yes_no(_("May be asked in surveys"))
    do_not_contact = _yes_no(_("Do not contact"))
    is_test = _yes_no(_("Test record"))
    exit_reason = _choice(_("Reason for leaving"), [("", _("Has not left")), *ExitReason.choices])
    exit_date = DateField(label=_("Left on"), required=False)

    # The day of leaving goes with its reason.
    with_reason = "exit_date"

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.filter(is_active=True)
        self.fields["department"].empty_label = _("No department")
        self.editable = [name for name in self.fields if name != self.with_reason]
        for name in self.editable:
            label = format_html(
                '<span class="visually-hidden">{}</span> {}', gettext("Change:"), self.fields[name].label
            )
            self.fields[f"set_{name}"] = forms.BooleanField(label=label, required=False)

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.mark_optional = False
        rows = [Div(f"set_{name}", name, css_class="change-row") for name in self.editable if name != "exit_reason"]
        lead = HTML(
            format_html(
                "<p>{}</p>", gettext("Mark what is to change. A marked field that is left empty becomes empty.")
            )
        )
        helper.layout = Layout(lead, *rows, Div("set_exit_reason", "exit_reason", "exit_date", css_class="change-row"))
        return helper

    def changes(self) -> dict[str, Any]:
        """The fields that are marked, with their new values."""
        marked = [name for name in self.editable if self.cleaned_data.get(f"set_{name}")]
        values = {name: self.cleaned_data.get(name) for name in marked}
        if "exit_reason" in values:
            values["exit_date"] = self.cleaned_data.get("exit_date") if values["exit_reason"] else None
        return values

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        changes = self.changes()
        if not changes and not self.errors:
            self.add_error(None, _("Mark at least one field to be changed."))
        if changes.get("exit_reason"):
            day = changes.get("exit_date")
            if day is None and "exit_date" not in self.errors:
                self.add_error("exit_date", _("Enter the day on which the customer left."))
            elif day and day > timezone.localdate():
                self.add_error("exit_date", _("The day on which the customer left can't be in the future."))
        cleaned["changes"] = changes
        return cleaned


class Edit(FieldAction):
    name = "edit"
    label = _("Change fields")
    lowest = Role.MANAGER
    form_class = EditForm
    chunk = 1_000

    def fields_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return values["changes"]

    def title(self, values: Mapping[str, Any], how_many: str) -> str:
        names = ", ".join(str(EditForm.base_fields[name].label) for name in values["changes"])
        return gettext("Change %(fields)s of %(customers)s") % {"fields": names, "customers": how_many}

    def warning(self, fields: Mapping[str, Any]) -> str:
        if fields.get("survey_consent") is False or fields.get("do_not_contact"):
            return gettext("Planned invitations to surveys are cancelled. Taking this back does not send them again.")
        if fields.get("survey_consent") or fields.get("do_not_contact") is False:
            return gettext("Give consent only where the customers themselves gave it.")
        return ""
