from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from customers.forms.fields import TagsField
from customers.services.many import change_tags, restore_tags, would_change_tags
from customers.services.tags import register_tags
from jobs.bulk import BulkAction, BulkForm, Preview, Run
from jobs.services import keep_change


class TagForm(BulkForm):
    add = TagsField(label=_("Add tags"), help_text=_("Several are separated by commas."))
    remove = TagsField(label=_("Take tags off"))

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.mark_optional = False
        return helper

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        add, remove = cleaned.get("add"), cleaned.get("remove")
        if not self.errors and not add and not remove:
            self.add_error("add", _("Enter at least one tag."))
        elif add and remove and set(add) & set(remove):
            self.add_error("remove", _("The same tag can't be added and taken off."))
        return cleaned


class ChangeTags(BulkAction):
    name = "tags"
    label = _("Add or take off tags")
    icon = "tag"
    form_class = TagForm
    undoable = True

    def title(self, values: Mapping[str, Any], how_many: str) -> str:
        return tag_marks(values, how_many)

    def preview(self, rows: QuerySet, values: Mapping[str, Any], *, user: User, at: datetime) -> Preview:
        rows = rows.order_by()
        chosen, changes = rows.count(), rows.filter(would_change_tags(values["add"], values["remove"])).count()
        return Preview(changes, [(_("Are tagged like that already"), chosen - changes)] if chosen > changes else [])

    def begin(self, values: Mapping[str, Any], run: Run) -> None:
        register_tags(texts=values["add"], at=run.at, by=run.user)

    def apply(self, ids: list[int], values: Mapping[str, Any], run: Run) -> int:
        changed = 0
        for added, removed, group in change_tags(ids=ids, add=values["add"], remove=values["remove"], at=run.at):
            keep_change(job=run.job, what={"added": added, "removed": removed}, ids=group)
            changed += len(group)
        return changed

    def undo(self, what: Mapping[str, Any], ids: list[int], run: Run) -> int:
        return restore_tags(ids=ids, added=what["added"], removed=what["removed"], at=run.at)


def tag_marks(values: Mapping[str, Any], how_many: str) -> str:
    """The name of the job: what is added and taken off, and of how many."""
    marks = [f"+{tag}" for tag in values["add"]] + [f"−{tag}" for tag in values["remove"]]  # noqa: RUF001
    return gettext("Tags %(tags)s: %(rows)s") % {"tags": " ".join(marks), "rows": how_many}
