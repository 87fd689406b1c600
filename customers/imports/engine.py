"""A file from its path to its result in one go: what the commands do, with the same steps as the pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from customers.enums import ImportStatus
from customers.imports.checking import Counts, check
from customers.imports.columns import match_by_name
from customers.imports.kind import ImportKind
from customers.imports.reading import digest, open_table, refuse_twins
from customers.imports.reasons import ImportRefused, Problem
from customers.imports.rejects import ERROR_COLUMN, first_problems, write_errors_file
from customers.imports.staging import stage
from customers.imports.work import Work, patience
from customers.imports.writing import write
from customers.models import ImportRun

SHOWN_PROBLEMS = 50


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
        return {name: getattr(self, name) for name in Counts._fields}


def import_file(
    *,
    kind: ImportKind,
    path: Path,
    at: datetime,
    by: User | None = None,
    filename: str = "",
    dry_run: bool = False,
) -> ImportResult:
    """Bring a file in: its sound rows are written together, the others go to the errors file.

    Nothing is written when `dry_run`, when the file as a whole is refused (ImportRefused), or when the process dies.
    """
    table = open_table(path)
    refuse_twins(table.header)
    mapping = match_by_name(table.header, kind.columns)
    refuse_missing(kind, table.header, mapping)
    run = ImportRun.objects.create(
        kind=kind.slug,
        filename=(filename or path.name)[:255],
        sha256=digest(path),
        size=path.stat().st_size,
        status=ImportStatus.CHECKING if dry_run else ImportStatus.RUNNING,
        reading=table.reading.as_json(),
        header=table.header,
        mapping=mapping,
        unknown_columns=passed_over(table.header, mapping),
        started_at=at,
        started_by=by,
    )
    work = Work(run, path, at=at)
    try:
        result = _import(work, dry_run=dry_run)
    except BaseException:
        ImportRun.objects.filter(pk=run.pk).update(status=ImportStatus.FAILED, finished_at=timezone.now())
        raise
    finally:
        _forget(work, dry_run=dry_run)
    return result


def refuse_missing(kind: ImportKind, header: Sequence[str], mapping: Sequence[str]) -> None:
    missing = kind.required - set(mapping)
    if missing:
        raise ImportRefused(
            _("These columns are missing: %(missing)s. The file has: %(found)s.")
            % {
                "missing": ", ".join(column.name for column in kind.columns if column.name in missing),
                "found": ", ".join(filter(None, header))[:500] or "–",
            }
        )


def passed_over(header: Sequence[str], mapping: Sequence[str]) -> list[str]:
    """The columns of the file that are not read."""
    pairs = zip(header, mapping, strict=True)
    return [name for name, column in pairs if not column and name and name.casefold() != ERROR_COLUMN]


def _import(work: Work, *, dry_run: bool) -> ImportResult:
    try:
        with patience():
            work.tables.create(work.columns, work.fixed_values())
            stage(work.tables, work.columns, work.table, work.run.mapping)
        with patience():
            if dry_run:
                return outcome(work, check(work))
            counts = write(work, accepts=lambda counts: True)
            result = outcome(work, counts)
            finish(work.run, result)
            return result
    except DatabaseError as error:
        raise ImportRefused(
            _("The registry changed while the file was being written. Nothing was written; import it again.")
        ) from error


def outcome(work: Work, counts: Counts) -> ImportResult:
    return ImportResult(
        **counts._asdict(),
        errors_file=write_errors_file(work) if counts.rejected else None,
        problems=first_problems(work, SHOWN_PROBLEMS),
        unknown_columns=work.run.unknown_columns,
    )


def finish(run: ImportRun, result: ImportResult) -> None:
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
    run.problems = [[problem.line, problem.column, problem.code, problem.value] for problem in result.problems]


def _forget(work: Work, *, dry_run: bool) -> None:
    """The prepared rows have served; of a rehearsal nothing stays."""
    work.tables.drop()
    if dry_run:
        work.run.delete()
