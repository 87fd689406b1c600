"""Looking for words or a field in old and new values: a bounded stretch of the list at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import ChangeSet
from accounts.queries.audit_lines import Row, changed_fields, read_events

# So many changes are looked at for one page, so that no search takes long however rare the words are.
WINDOW, BATCH = 3000, 500

Events = dict[tuple[str, int], tuple[Row, Row | None]]


@dataclass
class SearchedChanges:
    """What was found, and as far as the list was read: the next page goes on after `last`, None at the end."""

    sets: list[ChangeSet] = field(default_factory=list)
    events: Events = field(default_factory=dict)
    last: ChangeSet | None = None

    @property
    def next_cursor(self) -> str:
        return f"{self.last.at.astimezone(UTC).isoformat()}~{self.last.pk}" if self.last else ""


def search_changes(
    changes: "QuerySet[ChangeSet]", *, text: str = "", name: str = "", after: str = "", size: int
) -> SearchedChanges:
    """Changes of single records, newest first, whose old or new values hold `text`, in the field `name` if given.

    Changes of many rows at once are not looked into; the history of a record has them too.
    """
    rows = _after(changes.filter(rows=1), after).order_by("-at", "-id")
    found = SearchedChanges()
    for start in range(0, WINDOW, BATCH):
        batch = list(rows[start : start + BATCH])
        matching = _matching(batch, text, name)
        for one in batch:
            if (one.table, one.first_id) in matching:
                found.sets.append(one)
                found.events[one.table, one.first_id] = matching[one.table, one.first_id]
                if len(found.sets) == size:
                    found.last = one
                    return found
        if len(batch) < BATCH:
            found.last = None
            return found
        found.last = batch[-1]
    return found


def _after(changes: "QuerySet[ChangeSet]", cursor: str) -> "QuerySet[ChangeSet]":
    """What is older than the end of the page before; a damaged cursor begins anew."""
    try:
        moment, pk = cursor.split("~")
        at, last = datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return changes
    if timezone.is_naive(at) or not 1900 < at.year < 9000 or not 0 <= last < 2**63:
        return changes
    return changes.filter(Q(at__lt=at) | Q(at=at, pk__lt=last))


def _matching(batch: Sequence[ChangeSet], text: str, name: str) -> Events:
    found = read_events([(one.table, one.first_id) for one in batch], text)
    return {key: pair for key, pair in found.items() if _holds(key[0], pair, text.casefold(), name)}


def _holds(label: str, pair: tuple[Row, Row | None], text: str, name: str) -> bool:
    return any(
        name in ("", one.name) and (not text or text in str(old).casefold() or text in str(new).casefold())
        for one, old, new in changed_fields(label, pair)
    )
