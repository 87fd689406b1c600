"""One import from file to result: staged, checked as a whole, written in one transaction, accounted for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from customers.enums import ImportStatus
from customers.imports.columns import match_by_name
from customers.imports.kind import ImportKind, Plan
from customers.imports.reading import Table, open_table
from customers.imports.reasons import ImportRefused, Problem
from customers.imports.rejects import ERROR_COLUMN, first_problems, write_errors_file
from customers.imports.staging import stage
from customers.models import ImportRun

SHOWN_PROBLEMS = 50
# Imports take turns from the moment they look at the registry, so the same file twice at once leaves one copy.
LOCK = 7_205_759_404
# A large file takes longer than the limits for pages.
PATIENCE = """
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = '15min';
SET LOCAL work_mem = '32MB'
"""
MARK_REPEATED = """
INSERT INTO import_problem
SELECT r.line, '{column}', 'repeated', first.line::text
FROM import_row r JOIN (
    SELECT {key}, min(line) AS line FROM import_row GROUP BY {key} HAVING count(*) > 1
) first USING ({key})
WHERE r.line > first.line
"""
DROP_BAD = "DELETE FROM import_match m USING import_problem p WHERE p.line = m.line"


@dataclass(frozen=True)
class ImportResult:
    """What came of a file. Every row is counted once: created, updated, unchanged or rejected."""

    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    errors_file: Path | None = None
    problems: list[Problem] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        values = asdict(self)
        return {name: values[name] for name in ("rows", "created", "updated", "unchanged", "rejected")}


def import_file(
    *,
    kind: ImportKind,
    path: Path,
    at: datetime,
    by: User | None = None,
    filename: str = "",
    dry_run: bool = False,
    run: ImportRun | None = None,
) -> ImportResult:
    """Bring a file in: its sound rows are written together, the others go to the errors file.

    Nothing is written when `dry_run`, when the file as a whole is refused (ImportRefused), or when the process dies.
    `run` is the row of an earlier check that is now carried out.
    """
    table = open_table(path)
    columns = match_by_name(table.header, kind.columns)
    _refuse_missing(kind, table, columns)
    if dry_run:
        return _import(kind, table, columns, at, by, run=None)
    if run is None:
        run = ImportRun.objects.create(
            kind=kind.slug, filename=(filename or path.name)[:255], sha256=table.sha256, started_at=at, started_by=by
        )
    try:
        return _import(kind, table, columns, at, by, run)
    except BaseException:
        ImportRun.objects.filter(pk=run.pk).update(status=ImportStatus.FAILED, finished_at=timezone.now())
        raise


def _refuse_missing(kind: ImportKind, table: Table, columns: list[str]) -> None:
    missing = kind.required - set(columns)
    if missing:
        raise ImportRefused(
            _("These columns are missing: %(missing)s. The file has: %(found)s.")
            % {
                "missing": ", ".join(column.name for column in kind.columns if column.name in missing),
                "found": ", ".join(filter(None, table.header))[:500] or "–",
            }
        )


def _unknown(table: Table, columns: list[str]) -> list[str]:
    pairs = zip(table.header, columns, strict=True)
    return [name for name, column in pairs if not column and name not in ("", ERROR_COLUMN)]


def _import(
    kind: ImportKind, table: Table, columns: list[str], at: datetime, by: User | None, run: ImportRun | None
) -> ImportResult:
    parameters = {
        "at": at,
        "today": timezone.localdate(at),
        "by": by.pk if by else None,
        "currency": settings.DEFAULT_CURRENCY,
    }
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(PATIENCE)
            plan = kind.plan(frozenset(name for name in columns if name))
            rows = stage(cursor, kind, table, columns)
            if run is not None:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            _check(cursor, kind, plan, parameters)
            result = _outcome(cursor, kind, table, at, rows, _unknown(table, columns))
            if run is not None:
                _write(cursor, plan, parameters, at)
                _finish(run, result)
            return result
    except DatabaseError as error:
        raise ImportRefused(
            _("The registry changed while the file was being written. Nothing was written; import it again.")
        ) from error


def _check(cursor: Any, kind: ImportKind, plan: Plan, parameters: Mapping[str, Any]) -> None:
    key = ", ".join(f'"{name}"' for name in kind.key)
    cursor.execute(MARK_REPEATED.format(column=kind.key[-1], key=key))
    cursor.execute(f"CREATE TEMP TABLE import_match ON COMMIT DROP AS {plan.match}", dict(parameters))
    cursor.execute("ANALYZE import_match, import_problem")
    for check in plan.checks:
        cursor.execute(check.sql, dict(parameters))
    cursor.execute(DROP_BAD)


def _outcome(cursor: Any, kind: ImportKind, table: Table, at: datetime, rows: int, unknown: list[str]) -> ImportResult:
    cursor.execute("SELECT change, count(*) FROM import_match GROUP BY change")
    counts = dict(cursor.fetchall())
    cursor.execute("SELECT count(DISTINCT line) FROM import_problem")
    rejected = cursor.fetchone()[0]
    return ImportResult(
        rows=rows,
        created=counts.get("new", 0),
        updated=counts.get("changed", 0),
        unchanged=counts.get("same", 0),
        rejected=rejected,
        errors_file=write_errors_file(kind.slug, table, at) if rejected else None,
        problems=first_problems(cursor, SHOWN_PROBLEMS),
        unknown_columns=unknown,
    )


def _write(cursor: Any, plan: Plan, parameters: Mapping[str, Any], at: datetime) -> None:
    for statement in plan.writes:
        cursor.execute(statement, dict(parameters))
    if plan.written:
        plan.written(partial(_ask, cursor), at)


def _ask(cursor: Any, statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    cursor.execute(statement, dict(parameters))
    return list(cursor.fetchall())


def _finish(run: ImportRun, result: ImportResult) -> None:
    """In the same transaction as the rows: a run is done exactly when its rows are there."""
    note_result(run, result)
    run.status = ImportStatus.DONE
    run.finished_at = timezone.now()
    run.save()


def note_result(run: ImportRun, result: ImportResult) -> None:
    """Keep counts and the first problems in the row of the run (not saved yet)."""
    for name, value in result.counts.items():
        setattr(run, name, value)
    run.errors_file = str(result.errors_file or "")
    run.problems = [[problem.line, problem.column, problem.reason] for problem in result.problems]
    run.unknown_columns = result.unknown_columns
