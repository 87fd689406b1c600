"""The audit trail as a file: a line for each field that changed, read in parts and streamed."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import queries
from accounts.forms import AuditFilterForm
from accounts.models import ChangeSet
from accounts.permissions import admin_required
from accounts.queries import AuditLine
from accounts.views.audit import chosen_changes
from common.exports import csv_response
from common.paging import KeysetPage

BATCH = 500


@admin_required
@require_safe
def audit_export(request: HttpRequest) -> StreamingHttpResponse:
    """The list as it is narrowed now; nothing but the head where a filter makes no sense."""
    form = AuditFilterForm(request.GET)
    lines = _lines(request, form.cleaned_data) if form.is_valid() else iter(())
    head = [_("When"), _("Who"), _("Action"), _("Table"), _("Record number"), _("Record"), _("Field"), _("Before"),
            _("After"), _("Source"), _("Reference")]  # fmt: skip
    return csv_response(f"audit-{timezone.localdate():%Y-%m-%d}.csv", head, _cells(lines))


def _cells(lines: Iterator[AuditLine]) -> Iterator[list[Any]]:
    for line in lines:
        start = [line.at, line.user, line.action, line.table, line.record_id, line.record]
        end = [line.source, line.reference]
        fields = [[change.label, change.before, change.after] for change in line.changes] or [["", "", ""]]
        yield from ([*start, *cells, *end] for cells in fields)


def _lines(request: HttpRequest, chosen: dict[str, Any]) -> Iterator[AuditLine]:
    if chosen["record"]:
        return _of_record(request, chosen)
    if chosen["text"] or chosen["field"]:
        return _searched(request, chosen)
    return _all(request, chosen)


def _of_record(request: HttpRequest, chosen: dict[str, Any]) -> Iterator[AuditLine]:
    found = queries.find_record(chosen["record"], user=request.user, label=chosen["model"])
    after: queries.Edge | None = None
    while found is not None:
        keys, after = queries.record_history(found, user=request.user, after=after, size=BATCH)
        yield from queries.lines_of_events(keys, user=request.user)
        if after is None:
            return


def _searched(request: HttpRequest, chosen: dict[str, Any]) -> Iterator[AuditLine]:
    changes, after = chosen_changes(request, chosen), ""
    while True:
        found = queries.search_changes(changes, text=chosen["text"], name=chosen["field"], after=after, size=BATCH)
        yield from queries.lines_of_sets(found.sets, user=request.user, events=found.events)
        after = found.next_cursor
        if not after:
            return


def _all(request: HttpRequest, chosen: dict[str, Any]) -> Iterator[AuditLine]:
    after = ""
    while True:
        page = KeysetPage(chosen_changes(request, chosen), order=("-at", "-id"), params={"after": after}, size=BATCH)
        lines = queries.lines_of_sets(page.rows, user=request.user)
        for change, line in zip(page.rows, lines, strict=True):
            yield from [line] if line.rows == 1 else _rows_of(request, change)
        if not page.has_next:
            return
        after = page.next_cursor


def _rows_of(request: HttpRequest, change: ChangeSet) -> Iterator[AuditLine]:
    """Each row of what one statement changed."""
    batch: list[tuple[str, int]] = []
    for pgh_id in (
        queries.events_of(change, user=request.user).order_by("pgh_id").values_list("pgh_id", flat=True).iterator()
    ):
        batch.append((change.table, pgh_id))
        if len(batch) == BATCH:
            yield from queries.lines_of_events(batch, user=request.user)
            batch = []
    yield from queries.lines_of_events(batch, user=request.user)
