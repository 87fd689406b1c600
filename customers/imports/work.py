"""One run at work: its row, its kind, its tables, and what its statements are told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from customers.imports.columns import Column
from customers.imports.kind import ImportKind, Plan
from customers.imports.kinds import KINDS
from customers.imports.reading import Reading, Table
from customers.imports.tables import RunTables
from customers.models import ImportRun

# A large file takes longer than the limits for pages.
PATIENCE = """
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = '15min';
SET LOCAL work_mem = '32MB'
"""


class Work:
    """What reading, checking and writing of one file have in common."""

    def __init__(self, run: ImportRun, path: Path, *, at: datetime):
        self.run = run
        self.path = path
        self.at = at
        self.tables = RunTables(run.pk)

    @cached_property
    def kind(self) -> ImportKind:
        return KINDS[self.run.kind]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        zone = ZoneInfo(self.run.zone) if self.run.zone else None
        return tuple(column.in_zone(zone) for column in self.kind.columns)

    @cached_property
    def plan(self) -> Plan:
        return self.kind.plan(frozenset(filter(None, self.run.mapping)) | self.run.fixed.keys())

    @property
    def table(self) -> Table:
        return Table(self.path, Reading(**self.run.reading), self.run.header)

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "at": self.at,
            "today": timezone.localdate(self.at),
            "by": self.run.started_by_id,
            "currency": settings.DEFAULT_CURRENCY,
            "run": self.run.pk,
            "writing": False,
        }

    def named(self, column: str) -> str:
        """A column of ours as the file calls it, so that people find it there."""
        if column in self.run.mapping:
            return str(self.run.header[self.run.mapping.index(column)])
        return column

    def fixed_values(self) -> dict[str, Any]:
        """Read as cells are: what a file of these would hold in every row."""
        parsers = {column.name: column.parse for column in self.columns}
        return {name: parsers[name](text) for name, text in self.run.fixed.items() if name in parsers}


@contextmanager
def patience() -> Iterator[None]:
    """A transaction that may take its time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        yield
