"""Taking a list out as a file: written by a worker piece by piece, kept a week for the person who asked.

The file holds what the list finds for whoever asked; what its `rows` hide is not in it.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from accounts.saved_views import SavedList, remembered_columns
from common.columns import Column
from common.formats import number
from common.table_files import FORMATS, SHEET_ROWS, TableFile, table_file
from jobs.bulk import BulkAction, BulkForm, Preview, Result, Run
from jobs.models import Job, results_folder
from jobs.services import note_export

WORDS, CODES = "words", "codes"


class ExportForm(BulkForm):
    file_format = forms.ChoiceField(
        label=_("Kind of file"), choices=list(FORMATS.items()), initial="xlsx", widget=forms.RadioSelect
    )
    which = forms.ChoiceField(
        label=_("Columns"),
        choices=[("shown", _("Those the list shows")), ("all", _("All"))],
        initial="shown",
        widget=forms.RadioSelect,
    )
    style = forms.ChoiceField(
        label=_("Written"),
        choices=[(WORDS, _("for people: as on the screen")), (CODES, _("for programs: as the import reads it"))],
        initial=WORDS,
        widget=forms.RadioSelect,
    )


class ExportRows(BulkAction):
    """The export of a list. Subclasses say which list, its columns and its order."""

    saved_list: SavedList
    file_stem: Any  # of the name under which it is saved, such as "customers"
    name = "export"
    label = _("Export as a file")
    icon = "arrow-down-tray"
    outcome = _("Will be in the file")
    lowest = Role.MANAGER
    form_class = ExportForm
    chunk = 5_000

    def columns_for(self, user: User) -> dict[str, Column]:
        """Every column there is, by name."""
        raise NotImplementedError

    def chosen(self, names: Sequence[str], available: dict[str, Column]) -> list[Column]:
        """The columns of these names, or those the list shows to who has chosen none."""
        raise NotImplementedError

    def prepared(self, rows: QuerySet, columns: Sequence[Column]) -> QuerySet:
        """The query with all that these columns read."""
        raise NotImplementedError

    def in_order(self, rows: QuerySet, query: QueryDict) -> QuerySet:
        """The rows in the order of the list."""
        raise NotImplementedError

    def title(self, values: Mapping[str, Any], how_many: str) -> str:
        return gettext("Export %(rows)s (%(format)s)") % {
            "rows": how_many,
            "format": FORMATS[values["file_format"]],
        }

    def preview(self, rows: QuerySet, values: Mapping[str, Any], *, user: User, at: datetime) -> Preview:
        count = rows.order_by().count()
        if values["file_format"] == "xlsx" and count >= SHEET_ROWS:
            reason = gettext("A sheet holds at most %(limit)s rows. Choose CSV.") % {"limit": number(SHEET_ROWS)}
            return Preview(0, [(reason, count)])
        return Preview(count, warning=gettext("The file holds personal data. That you took it is noted."))

    def begin(self, values: Mapping[str, Any], run: Run) -> None:
        run.memory |= {"file": f"{secrets.token_hex(16)}.{values['file_format']}", "columns": self._names(values, run)}
        file = table_file(values["file_format"], self._path(run))
        columns, is_for_people = self._columns(run), values["style"] == WORDS
        file.begin([_capital(column.label) if is_for_people else column.name for column in columns])
        run.memory["state"] = file.state

    def apply(self, ids: list[int], values: Mapping[str, Any], run: Run) -> int:
        file = self._file(values, run)
        rows = run.rows.model._default_manager.filter(pk__in=ids)
        if (run.job.total or 0) <= self.chunk:
            # All of it is in this piece, so it can stand in the order of the list; a long file goes by number.
            rows = self.in_order(rows, QueryDict(run.selection.query))
        else:
            rows = rows.order_by("pk")
        file.add(self._cells(rows, self._columns(run), values["style"] == WORDS))
        run.memory["state"] = file.state
        return len(ids)

    def finish(self, values: Mapping[str, Any], run: Run) -> Result:
        file = self._file(values, run)
        file.finish()
        rows = file.state["rows"] - 1
        note_export(
            list_key=self.saved_list.key,
            described=self._described(run),
            columns=run.memory["columns"],
            file_format=values["file_format"],
            rows=rows,
            by=run.user,
            at=run.at,
        )
        message = gettext("The file has %(count)s rows. It is kept for a week.") % {"count": number(rows)}
        name = f"{self.file_stem}-{timezone.localdate(run.at):%Y-%m-%d}.{values['file_format']}"
        return Result(message, file=run.memory["file"], file_name=name)

    def stopped(self, job: Job) -> None:
        if name := job.state.get("memory", {}).get("file"):
            (results_folder() / name).unlink(missing_ok=True)

    def _path(self, run: Run) -> Path:
        return results_folder() / run.memory["file"]

    def _file(self, values: Mapping[str, Any], run: Run) -> TableFile:
        return table_file(values["file_format"], self._path(run), run.memory["state"])

    def _names(self, values: Mapping[str, Any], run: Run) -> list[str]:
        available = self.columns_for(run.user)
        if values["which"] == "all":
            return list(available)
        asked = QueryDict(run.selection.query).getlist("columns") or remembered_columns(run.user, self.saved_list.key)
        return [column.name for column in self.chosen(asked, available)]

    def _columns(self, run: Run) -> list[Column]:
        """As they were when the file was begun; one that is gone meanwhile stays as an empty column."""
        available = self.columns_for(run.user)
        return [available.get(name) or Column(name, name, lambda row: None) for name in run.memory["columns"]]

    def _described(self, run: Run) -> str:
        if not run.selection.is_all:
            return gettext("Marked rows")
        return "\n".join(self.saved_list.describe(QueryDict(run.selection.query), run.user))

    def _cells(self, rows: QuerySet, columns: list[Column], for_people: bool) -> Iterator[list[Any]]:
        for row in self.prepared(rows, columns):
            yield [column.in_file(row, for_people=for_people) for column in columns]


def _capital(label: Any) -> str:
    return str(label)[:1].upper() + str(label)[1:]
