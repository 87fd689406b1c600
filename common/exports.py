"""Lists as CSV files: streamed, and safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils import timezone, translation

from common.spreadsheets import quoted


class _Echo:
    """A file that gives back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_response(filename: str, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A download that starts at once, however long the list is."""
    response = StreamingHttpResponse(
        _lines(head, rows, translation.get_language() or settings.LANGUAGE_CODE), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "no-store"
    return response


def _lines(head: Sequence[Any], rows: Iterable[Sequence[Any]], language: str) -> Iterator[str]:
    """Lines in `language`: they are asked for when the request and its language are over."""
    write = csv.writer(_Echo()).writerow
    yield "\ufeff" + write([_cell(name) for name in head])  # Excel takes UTF-8 only with this mark
    source = iter(rows)
    while True:
        with translation.override(language):
            row = next(source, None)
            if row is None:
                return
            line = write([_cell(value) for value in row])
        yield line


def _cell(value: Any) -> Any:
    """Moments as the clocks of the business show them, all that is text so that nothing runs it as a formula."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if value is None or isinstance(value, int | float | Decimal | date):
        return value
    return quoted(str(value))
