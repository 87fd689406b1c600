from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.bulk_actions.base import previewed
from complaints.services.many import change_tags, restore_tags, would_change_tags
from customers.bulk_actions.tags import TagForm, tag_marks
from jobs.bulk import BulkAction, Preview, Run
from jobs.services import keep_change


class TagComplaints(BulkAction):
    """Words that gather complaints."""

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
        return previewed(changes, (_("Are tagged like that already"), chosen - changes))

    def apply(self, ids: list[int], values: Mapping[str, Any], run: Run) -> int:
        mine, changed = list(run.rows.filter(pk__in=ids).values_list("pk", flat=True)), 0
        for added, removed, group in change_tags(ids=mine, add=values["add"], remove=values["remove"], at=run.at):
            keep_change(job=run.job, what={"added": added, "removed": removed}, ids=group)
            changed += len(group)
        return changed

    def undo(self, what: Mapping[str, Any], ids: list[int], run: Run) -> int:
        mine = list(run.rows.filter(pk__in=ids).values_list("pk", flat=True))
        return restore_tags(ids=mine, added=what["added"], removed=what["removed"], at=run.at)
