from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.bulk_actions.base import previewed
from complaints.services.many import assign_many, assignable_to, restore_owners
from jobs.bulk import BulkAction, BulkForm, Preview, Run
from jobs.services import keep_change


class AssignForm(BulkForm):
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Officer"), required=False, empty_label=_("No officer"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.filter(is_active=True).order_by("full_name", "pk")
        self.fields["owner"].initial = self.user.pk

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.mark_optional = False
        return helper


class AssignComplaints(BulkAction):
    """Give open complaints to somebody, or to nobody."""

    name = "assign"
    label = _("Assign")
    icon = "user-plus"
    form_class = AssignForm
    undoable = True

    def title(self, values: Mapping[str, Any], how_many: str) -> str:
        if values["owner"] is None:
            return gettext("No officer for %(complaints)s") % {"complaints": how_many}
        return gettext("Assign %(complaints)s to %(person)s") % {"complaints": how_many, "person": values["owner"]}

    def preview(self, rows: QuerySet, values: Mapping[str, Any], *, user: User, at: datetime) -> Preview:
        rows, owner = rows.order_by(), values["owner"]
        chosen, is_open = rows.count(), rows.open().count()
        allowed = assignable_to(rows.open(), owner)
        others = allowed.exclude(owner=owner) if owner else allowed.exclude(owner=None)
        may, changes = allowed.count(), others.count()
        return previewed(
            changes,
            (_("Are no longer open"), chosen - is_open),
            (_("Are about this person, or confidential without naming this person"), is_open - may),
            (_("Have this officer already"), may - changes),
        )

    def apply(self, ids: list[int], values: Mapping[str, Any], run: Run) -> int:
        mine = list(run.rows.filter(pk__in=ids).values_list("pk", flat=True))
        owner, changed = values["owner"], 0
        for before, group in assign_many(ids=mine, owner=owner, at=run.at, by=run.user).items():
            keep_change(job=run.job, what={"before": before, "after": owner and owner.pk}, ids=group)
            changed += len(group)
        return changed

    def undo(self, what: Mapping[str, Any], ids: list[int], run: Run) -> int:
        mine = list(run.rows.filter(pk__in=ids).values_list("pk", flat=True))
        return restore_owners(ids=mine, before=what["before"], after=what["after"], at=run.at, by=run.user)
