"""Rows into the registry: all that are sound in one transaction, or none.

One transaction also for a million rows: nobody ever meets half a file, and taking it back needs no story of which part
went in. What is long about it locks nothing that others need: new rows are nobody's yet, and stored ones are touched
last. Should somebody change them in between, everything is matched anew.
"""

from collections.abc import Callable, Iterator

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from common.audit import audit_context
from customers.imports.checking import Counts, check
from customers.imports.kind import BLOCK, Write
from customers.imports.reasons import ImportRefused
from customers.imports.work import Work

# Imports take turns from the moment they look at the registry, so the same file twice at once leaves one copy.
LOCK = 7_205_759_404
BLOCK_ROWS = 50_000
ATTEMPTS = 3
# Where one block of rows ends and the next begins.
ENDS = """
SELECT line FROM (SELECT line, row_number() OVER (ORDER BY line) AS place FROM import_match) AS placed
WHERE place %% %(size)s = 0 ORDER BY line
"""
Progress = Callable[[int], None]


class RegistryMoved(Exception):
    """Somebody changed the registry between matching and writing."""


class NotAsChecked(Exception):
    """The registry is no longer what the person saw before saying yes."""


def take_turn(work: Work) -> None:
    """Wait until no other import looks at the registry; the turn ends with the transaction."""
    work.tables.ask("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": LOCK})


def write(work: Work, accepts: Callable[[Counts], bool], progress: Progress = lambda rows: None) -> Counts:
    """Match again under a lock, then write. Nothing is written unless `accepts` says yes to what is found.

    Belongs into a transaction with `work.patience`, and leaves the run's row to the caller, in the same transaction.
    """
    take_turn(work)
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return _write_once(work, accepts, progress)
        except (RegistryMoved, IntegrityError):
            continue
    raise ImportRefused(
        _("The registry changed while the file was being written. Nothing was written; import it again.")
    )


def _write_once(work: Work, accepts: Callable[[Counts], bool], progress: Progress) -> Counts:
    counts = check(work, writing=True)
    if not accepts(counts):
        raise NotAsChecked
    with audit_context(import_run=work.run.pk) as context:
        work.run.audit_context, work.run.written_at = context, work.at
        _write_rows(work, counts, progress)
        if work.plan.written:
            work.plan.written(work.tables.ask, work.at)
    return counts


def _write_rows(work: Work, counts: Counts, progress: Progress) -> None:
    expected = {"new": counts.created, "changed": counts.updated}
    # Constraints are checked row block by row block: a million waiting for the end would fill the memory.
    work.tables.execute("SET CONSTRAINTS ALL IMMEDIATE")
    work.tables.execute("CREATE INDEX ON import_match (line)")
    blocks = list(_blocks(work))
    for statement in work.plan.writes:
        written = sum(_run(work, statement, blocks, progress))
        if statement.writes and written != expected[statement.writes]:
            raise RegistryMoved
    work.tables.execute("SET CONSTRAINTS ALL DEFERRED")


def _blocks(work: Work) -> Iterator[tuple[int, int]]:
    start = 0
    for (end,) in work.tables.ask(ENDS, {"size": BLOCK_ROWS}):
        yield start, end
        start = end
    yield start, 2**31 - 1


def _run(work: Work, statement: Write, blocks: list[tuple[int, int]], progress: Progress) -> Iterator[int]:
    sql = statement.sql.replace(BLOCK, "AND m.line > %(after)s AND m.line <= %(upto)s")
    for after, upto in blocks if statement.is_in_blocks else blocks[:1]:
        rows = work.tables.execute(sql, {**work.parameters, "after": after, "upto": upto})
        progress(rows)
        yield rows
