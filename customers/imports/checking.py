"""Whether rows could go in, and what they would do there: a few statements about all rows together."""

from typing import Any, NamedTuple

from customers.imports.tables import RunTables
from customers.imports.work import Work

MARK_REPEATED = """
INSERT INTO import_problem
SELECT r.line, '{column}', 'repeated', first.line::text
FROM import_row r JOIN (
    SELECT {key}, min(line) AS line FROM import_row GROUP BY {key} HAVING count(*) > 1
) first USING ({key})
WHERE r.line > first.line
"""
FORGET = """
DROP TABLE IF EXISTS import_match;
DELETE FROM import_problem WHERE NOT of_cell
"""
DROP_BAD = "DELETE FROM import_match m USING import_problem p WHERE p.line = m.line"


class Counts(NamedTuple):
    """Every row is counted once."""

    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int


def check(work: Work, **parameters: Any) -> Counts:
    """Match the rows with the registry as it is now, and note what is wrong with which."""
    tables, values = work.tables, {**work.parameters, **parameters}
    key = ", ".join(f'"{name}"' for name in work.kind.key)
    tables.execute(FORGET)
    tables.execute(MARK_REPEATED.format(column=work.kind.key[-1], key=key), {})
    # In the order of the file, so that numbers are drawn in that order and blocks of lines lie together.
    tables.execute(f"CREATE UNLOGGED TABLE import_match AS {work.plan.match} ORDER BY r.line", values)
    tables.execute("ANALYZE import_match, import_problem")
    for one in work.plan.checks:
        tables.execute(one.sql, values)
    tables.execute(DROP_BAD, {})
    return counted(tables)


def counted(tables: RunTables) -> Counts:
    changes = dict(tables.ask("SELECT change, count(*) FROM import_match GROUP BY change"))
    rejected = tables.ask("SELECT count(DISTINCT line) FROM import_problem")[0][0]
    created, updated, unchanged = (changes.get(change, 0) for change in ("new", "changed", "same"))
    return Counts(created + updated + unchanged + rejected, created, updated, unchanged, rejected)
