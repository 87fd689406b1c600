"""What the silence alarm is told by the apps above: whether customers are more content than before.

"When there are no more complaints, beware": fewer complaints are good news only where customers are more content.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

# By standing: the share of content answers in the window, and before it; left out where too few answered.
Mood = Mapping[str, tuple[float, float]]
Read = Callable[[datetime, datetime, datetime], Mood]

_readers: list[Read] = []


def register_mood(read: Read) -> None:
    """`read` is given the beginning of the time before, and beginning and end of the window."""
    _readers.append(read)


def mood(before: datetime, since: datetime, until: datetime) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for read in _readers:
        found.update(read(before, since, until))
    return found
