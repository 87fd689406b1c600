"""Taking a whole run back: what it made goes, what it overwrote is as before. First shown, then done, all or nothing.

A row that somebody changed since, or that something else depends on by now, is kept and named; nothing else of what
was shown is left out, and nothing more is done than was shown.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model

from common.audit import audit_context
from customers.enums import ImportedKind
from customers.imports import undoing
from customers.imports.dependents import dependents_of
from customers.imports.reverts import PHONES, REVERTS, Revert, Written
from customers.imports.tables import RunTables
from customers.imports.writing import LOCK
from customers.models import ImportChange, ImportRun

BLOCK_ROWS = 20_000
SAMPLES = 5
ROUNDS = 20  # of looking again at what depends on rows that are kept themselves
KEPT = """
SELECT model, action, reason, count(*), (array_agg(object_id ORDER BY place))[1:5]
FROM import_undo WHERE reason IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3
"""
Progress = Callable[[int], None]


class NotAsShown(Exception):
    """Something changed since the person was shown what would be taken back."""


def revert_plan(run: ImportRun) -> dict[str, Any]:
    """What taking the run back would do, and what it would have to keep and why. Writes nothing."""
    undo = _Undo(run)
    undo.collect()
    return undo.plan()


def revert(run: ImportRun, *, at: datetime, progress: Progress = lambda rows: None) -> dict[str, Any]:
    """Do what `run.revert_plan` says. Raises NotAsShown, having written nothing, if it would be something else now."""
    undo = _Undo(run)
    undo.tables.ask("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": LOCK})
    undo.collect()
    undo.lock()
    undo.collect()  # once more, now that nobody can change these rows
    plan = undo.plan()
    if plan["digest"] != run.revert_plan.get("digest"):
        raise NotAsShown
    with audit_context(import_revert=run.pk):
        undo.carry_out(at, progress)
    ImportChange.objects.filter(run=run).delete()
    return plan


class _Undo:
    """One run, its tables, and the list of what is to happen to each row."""

    def __init__(self, run: ImportRun):
        self.run = run
        self.tables = RunTables(run.pk)
        self.how: Revert = REVERTS[ImportedKind(run.kind)]
        self.values = {"run": run.pk, "context": run.audit_context, "written_at": run.written_at}

    def collect(self) -> None:
        self.tables.execute(undoing.LIST)
        for written in self.how.tables:
            self._execute(undoing.list_made(written))
            if columns := self._columns(written):
                self._execute(undoing.list_changed(written, columns))
        self.tables.execute(undoing.LISTED)
        if PHONES in self.how.tables:
            self._execute(undoing.PHONES_OF_MADE)
            self._execute(undoing.OTHER_PHONES)
        for _round in range(ROUNDS):
            if not self._keep_used():
                break
        if PHONES in self.how.tables:
            self._execute(undoing.PHONES_OF_KEPT)

    def _columns(self, written: Written) -> list[str]:
        noted = self.tables.ask(
            """SELECT jsonb_object_keys(before) FROM (
                SELECT before FROM customers_importchange
                WHERE run_id = %(run)s AND model = %(model)s AND before IS NOT NULL LIMIT 1) AS one""",
            {**self.values, "model": written.label},
        )
        return undoing.restorable(written, (name for (name,) in noted))

    def _keep_used(self) -> int:
        """One look at who points at rows that would go; gives how many more are kept."""
        kept = 0
        for written in self.how.tables:
            for dependent in dependents_of(written.model):
                reason = f"used:{dependent.model._meta.label_lower}"
                kept += self._execute(undoing.keep_used(written, dependent), reason=reason)
        return kept

    def lock(self) -> None:
        for written in self.how.tables:
            self._execute(undoing.lock(written))

    def carry_out(self, at: datetime, progress: Progress) -> None:
        self.tables.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for written in self.how.tables:
            columns = self._columns(written)
            if columns:
                self._in_blocks(written, "restore", [undoing.set_back(written, columns)], at, progress)
            along = [one for one in dependents_of(written.model) if one.goes_along]
            deletions = [undoing.delete_dependents(written, one) for one in along] + [undoing.delete_made(written)]
            self._in_blocks(written, "delete", deletions, at, progress)
        self.tables.execute("SET CONSTRAINTS ALL DEFERRED")
        if self.how.after:
            self.how.after(at)

    def _in_blocks(
        self, written: Written, action: str, statements: list[str], at: datetime, progress: Progress
    ) -> None:
        for after, upto in self._blocks(written, action):
            done = [self._execute(statement, at=at, after=after, upto=upto) for statement in statements]
            progress(done[-1])

    def _blocks(self, written: Written, action: str) -> Iterator[tuple[int, int]]:
        found = self.tables.ask(
            """SELECT min(place), max(place) FROM import_undo
            WHERE model = %(model)s AND action = %(action)s AND reason IS NULL""",
            {"model": written.label, "action": action},
        )
        first, last = found[0]
        if first is not None:
            for start in range(first - 1, last, BLOCK_ROWS):
                yield start, min(start + BLOCK_ROWS, last)

    def _execute(self, statement: str, **more: Any) -> int:
        return self.tables.execute(statement, {**self.values, **more})

    def plan(self) -> dict[str, Any]:
        due = self.tables.ask(
            """SELECT model, action, count(*) FROM import_undo WHERE reason IS NULL GROUP BY 1, 2 ORDER BY 1, 2""", {}
        )
        kept = self.tables.ask(KEPT, {})
        return {
            "digest": self.tables.ask(undoing.DIGEST, {})[0][0],
            "rows": sum(n for _model, _action, n in due),
            "due": [[model, action, n] for model, action, n in due],
            "kept": [[model, action, reason, n, _samples(model, ids)] for model, action, reason, n, ids in kept],
        }


def _samples(label: str, ids: list[int]) -> list[list[str]]:
    """Name and page of a few rows."""
    model = apps.get_model(label)
    rows = model._base_manager.in_bulk(ids)
    return [[str(rows[pk])[:80], _page(rows[pk])] for pk in ids[:SAMPLES] if pk in rows]


def _page(row: Model) -> str:
    owner = getattr(row, "customer", None) or getattr(row, "duplicate", None) or row
    return owner.get_absolute_url() if hasattr(owner, "get_absolute_url") else ""
