"""Giving back what a merge took over, so that the record is as if this merge had never been.

The merges into one record that took over a value are a chain: each remembers what the one before had left. Undoing
one in the middle closes the chain behind it; undoing the last one writes the record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from customers.models import CustomerMerge
from customers.record_values import RecordValues, is_united, same, says_something


def give_back(
    merge: CustomerMerge, *, onward: Sequence[CustomerMerge], records: Mapping[int, RecordValues], at: datetime
) -> list[str]:
    """Undo what `merge` took over; gives the keys that somebody changed since, which stay.

    `onward` are the merges by which the survivor itself was folded on: what it passed on is taken back there too.
    `records` are the stored values of all records concerned, locked.
    """
    way = _Way([merge, *onward], records)
    kept = [
        key
        for key, (before, after) in merge.taken.items()
        if not same(key, before, after) and not way.replace(0, key, was=after, becomes=before)
    ]
    for record in records.values():
        record.save(at=at)
    return kept


@dataclass(frozen=True)
class _Way:
    """The merge that is undone, and those by which its survivor went on."""

    steps: Sequence[CustomerMerge]
    records: Mapping[int, RecordValues]
    _later: dict[int, list[CustomerMerge]] = field(default_factory=dict)

    def replace(self, place: int, key: str, *, was: Any, becomes: Any, since: CustomerMerge | None = None) -> bool:
        """From this step on, let `becomes` stand where `was` stood. False where somebody put something else there."""
        merge = self.steps[place]
        later = self._next_that_took(since or merge, key)
        if later is not None:
            self._replace_behind(later, place, key, was=was, becomes=becomes)
            return True
        record = self.records[merge.survivor_id]
        if record.get(key) == becomes:
            return True
        if not same(key, record.get(key), was):
            return False
        record.put(key, becomes)
        self._take_back_onward(place + 1, key, was=was, becomes=becomes)
        return True

    def _replace_behind(self, later: CustomerMerge, place: int, key: str, *, was: Any, becomes: Any) -> None:
        """A later merge took the value over as well: it now found `becomes` before it."""
        before, after = later.taken[key]
        if not same(key, before, was):
            return
        if is_united(key) and says_something(key, becomes) and says_something(key, after):
            # What the record has of its own it had not to take over.
            self.replace(place, key, was=after, becomes=becomes, since=later)
            after = becomes
        _remember(later, key, becomes, after)

    def _take_back_onward(self, place: int, key: str, *, was: Any, becomes: Any) -> None:
        """The same in the record that this one was folded into, if that took over what is given back here."""
        if place == len(self.steps):
            return
        onward = self.steps[place]
        if key not in onward.taken or not same(key, onward.taken[key][1], was):
            return
        before = onward.taken[key][0]
        if is_united(key):
            if not says_something(key, was):
                return  # left out when the two were merged, whoever had it
            if says_something(key, before):
                becomes = before  # it had its own
        self.replace(place, key, was=was, becomes=becomes)
        _remember(onward, key, before, becomes)

    def _next_that_took(self, merge: CustomerMerge, key: str) -> CustomerMerge | None:
        """The next merge into the same record that took over this value and was not undone."""
        if merge.pk not in self._later:
            later = CustomerMerge.objects.filter(survivor=merge.survivor_id, pk__gt=merge.pk, undone_at=None)
            self._later[merge.pk] = list(later.order_by("pk"))
        return next((row for row in self._later[merge.pk] if key in row.taken), None)


def _remember(merge: CustomerMerge, key: str, before: Any, after: Any) -> None:
    merge.taken[key] = [before, after]
    merge.save(update_fields=["taken"])
