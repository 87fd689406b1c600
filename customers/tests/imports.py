"""Files and runs for the tests of imports."""

import re
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from customers.imports.engine import ImportResult, import_file
from customers.imports.kinds import KINDS
from jobs.models import Job
from jobs.services import run_job

AT = datetime(2026, 3, 9, 3, 0, tzinfo=UTC)


def write(folder: Path, content: str | bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def bring_in(kind: str, path: Path, **options) -> ImportResult:
    return import_file(kind=KINDS[kind], path=path, **{"at": AT, **options})


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.created, result.updated, result.unchanged, result.rejected


def named(result: ImportResult) -> list[tuple[int, str]]:
    """Line and column of every fault."""
    return [(problem.line, problem.column) for problem in result.problems]


def run_worker() -> None:
    """Do the background work there is, to its end."""
    for job in Job.objects.unfinished():
        run_job(job)


def tables_of_runs() -> list[str]:
    """Tables in which rows of a file wait."""
    return [name for name in connection.introspection.table_names() if re.fullmatch(r"import_\d+_\w+", name)]


def choices(page) -> dict[str, str]:
    """What the form of columns would send as it stands."""
    form = page.context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: value for name, value in values.items() if value not in (None, False)}
