"""Files and runs for the tests of imports."""

from datetime import UTC, datetime
from pathlib import Path

from customers.imports.engine import ImportResult, import_file
from customers.imports.kinds import KINDS

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
