"""What moves a customer along the life cycle besides purchases: our own facts, and those the apps above know of.

An upper app calls `register_evidence` when it gets ready, and lets writes to its tables put the customers concerned on
the list of those to be looked at (`customers.models.activity.marks_changes`). Nothing is copied: the worker reads the
rows where they are, so what is taken back or hidden there counts here no longer.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from customers.enums import EvidenceKind

Rows = Callable[[], "QuerySet"]


@dataclass(frozen=True)
class EvidenceSource:
    """Where evidence comes from. `rows` gives `customer_id` and `day` (a local date), in this order."""

    name: str
    kind: EvidenceKind
    rows: Rows


_sources: dict[str, EvidenceSource] = {}


def register_evidence(name: str, *, kind: EvidenceKind, rows: Rows) -> None:
    _sources[name] = EvidenceSource(name, kind, rows)


def evidence_sources() -> list[EvidenceSource]:
    return list(_sources.values())
