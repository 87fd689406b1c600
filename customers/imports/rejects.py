"""The file of rejected rows: the input's own columns and why each row was not taken, ready to mend and import again."""

import csv
import os
import secrets
import tempfile
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from common.spreadsheets import quoted, unquoted
from customers.imports.reasons import Problem, sentence
from customers.imports.work import Work

ERROR_COLUMN = "error"
FOUND = 'SELECT line, "column", code, value FROM import_problem ORDER BY line, "column"'


def first_problems(work: Work, limit: int) -> list[Problem]:
    found = work.tables.ask(f"{FOUND} LIMIT {limit:d}")
    return [Problem(line, work.named(column or ""), code, value or "") for line, column, code, value in found]


def write_errors_file(work: Work) -> Path:
    """Read the input once more and copy the rows that have problems, both in the order of lines."""
    table = work.table
    name = f"{work.run.kind}-{timezone.localtime(work.at):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}-rejected.csv"
    path = _folder() / name
    kept = [place for place, name in enumerate(table.header) if name.casefold() != ERROR_COLUMN]
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8-sig", newline=""
    ) as file:
        writer = csv.writer(file, delimiter=table.delimiter)
        writer.writerow([*(table.header[place] for place in kept), ERROR_COLUMN])
        writer.writerows(_rejected(work, kept))
    return path


def _rejected(work: Work, kept: list[int]) -> Iterator[list[str]]:
    rows = iter(work.table.rows())
    width = len(work.run.header)
    for line, reasons in _reasons_by_line(work):
        cells = next(cells for at, cells, _code in rows if at == line)
        mended = [_safe(cells[place]) if place < len(cells) else "" for place in kept]
        yield [*mended, *map(_safe, cells[width:]), reasons]


def _reasons_by_line(work: Work) -> Iterator[tuple[int, str]]:
    with connection.connection.cursor(name="import_problems") as cursor:  # on the server: there may be a million
        cursor.execute(work.tables.named(FOUND))
        for line, problems in groupby(cursor, key=itemgetter(0)):
            texts = (
                f"{work.named(column)}: {sentence(code, value)}" if column else sentence(code, value)
                for _l, column, code, value in problems
            )
            yield line, _("Line %(line)s") % {"line": line} + " – " + " ".join(texts)


def _safe(cell: str) -> str:
    """The cell as a spreadsheet may open it; surrogates and the mark of a formula are no text."""
    text = cell.removeprefix("\x00").encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\x00", "�")
    return quoted(unquoted(text))


def _folder() -> Path:
    folder = settings.DATA_DIR / "imports"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="prima-imports-"))
    return folder if os.access(folder, os.W_OK) else Path(tempfile.mkdtemp(prefix="prima-imports-"))
