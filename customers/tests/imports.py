"""Files and runs for the tests of imports."""

import re
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from accounts.models import Department
from customers.imports.engine import ImportResult, import_file
from customers.imports.kinds import KINDS
from customers.models import (
    Contract,
    Customer,
    CustomerLink,
    CustomerMerge,
    FollowUp,
    Interaction,
    Need,
    Phone,
    ServiceRelation,
    SpecialDay,
    StandingChange,
    Transaction,
)
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


BUSINESS = (
    Department,
    Customer,
    Phone,
    StandingChange,
    CustomerMerge,
    Transaction,
    Contract,
    Interaction,
    FollowUp,
    ServiceRelation,
    Need,
    SpecialDay,
    CustomerLink,
)
# They count up or say when; that they move on also when something is taken back is a promise of its own.
COUNTERS = {"version", "updated_at"}


def everything(*, without: tuple[str, ...] = (), without_columns: tuple[str, ...] = ()) -> dict[str, list]:
    """All rows of the business tables, column by column."""
    found = {}
    for model in BUSINESS:
        if model._meta.label_lower not in without:
            hidden = COUNTERS | set(without_columns)
            names = [field.attname for field in model._meta.concrete_fields if field.attname not in hidden]
            found[model._meta.label_lower] = list(model._base_manager.order_by("pk").values_list(*names))
    return found
