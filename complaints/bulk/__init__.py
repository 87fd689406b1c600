"""Large generated complaints for benchmarks and rehearsals: plain SQL, skewed as real ones are, the same for a seed.

Generated rows are no facts, so they leave no audit trail; constraints and keys hold for them as for all others.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from common.audit import triggers_silenced
from common.bulk import indexes_rebuilt
from complaints.bulk import drawing, rows
from complaints.bulk.words import POOLS
from complaints.models import (
    Clock,
    Complaint,
    ComplaintMerge,
    Entry,
    Finding,
    Promise,
    Remedy,
    RestrictedAccess,
    SummaryWord,
)
from customers.services import count_words
from privacy.models import AccessEntry

AUDITED = (Clock, ComplaintMerge, Entry, Finding, Promise, Remedy, RestrictedAccess)
# Words are counted once at the end and not added statement by statement.
SILENCED = {Complaint: ["insert_insert", "words_insert"], **{model: ["insert_insert"] for model in AUDITED}}
FILLED = (
    rows.COUNT_ON, rows.COMPLAINTS, rows.CLOCKS, rows.ENTRIES, rows.NAMED, rows.PROMISES, rows.REMEDIES,
    rows.FINDINGS, rows.MERGES, rows.LOOKS,
)  # fmt: skip


def make_complaints(*, count: int, seed: int, today: date) -> None:
    """Add `count` complaints of the last four years to the customers made with the same seed; most are closed.

    Officers are the active agents and managers there are; about one complaint in 250 is confidential.
    """
    values: dict[str, Any] = {
        "count": count,
        "today": today,
        "mine": f"bulk-{seed}-%",
        "fraction": seed % 1000 / 1000,
        "zone": settings.TIME_ZONE,
        **POOLS,
    }
    with transaction.atomic(), connection.cursor() as cursor, triggers_silenced(cursor, SILENCED):
        cursor.execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL synchronous_commit = off; SET LOCAL work_mem = '96MB'"
        )
        cursor.execute("SELECT setseed(%(fraction)s)", values)
        cursor.execute(drawing.CAST, values)
        cursor.execute(drawing.CAST_SIZES)
        values |= dict(zip(("buyers", "causes", "officers", "departments"), cursor.fetchone(), strict=True))
        for statement in (drawing.HOURS, drawing.DRAWN, drawing.COMPLAINTS):
            cursor.execute(statement, values)
        with indexes_rebuilt(cursor, Complaint, SummaryWord, AccessEntry, *AUDITED):
            for statement in FILLED:
                cursor.execute(statement, values)
            count_words(SummaryWord)
