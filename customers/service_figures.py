"""Figures of who serves whom inside the house: ours, and those that the apps above add without being imported.

An upper app calls `register_service_figure` when it gets ready: one look for all relations of a page, of what the
person who looks may see. `register_outward` names who counts complaints of external customers about a department, the
far end of the chain from an internal service to the customers of the units it serves.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Department, User
from common.fiscal import ONE_DAY
from customers.models import ServiceRelation


@dataclass(frozen=True)
class Period:
    """Local days, both inclusive."""

    since: date
    until: date

    @property
    def before(self) -> "Period":
        """As many days just before."""
        return Period(self.since - (self.until - self.since + ONE_DAY), self.since - ONE_DAY)


@dataclass(frozen=True)
class Told:
    """One figure of one relation, as people read it. `n` is what it rests on; `note` compares or warns."""

    value: str
    n: int | None = None
    note: str = ""
    url: str = ""


Read = Callable[[Sequence[ServiceRelation], User, Period], Mapping[int, Told]]
Outward = Callable[[Sequence[Department], User, Period], Mapping[int, int]]


@dataclass(frozen=True)
class ServiceFigure:
    name: str
    label: Any
    position: int
    read: Read


_figures: dict[str, ServiceFigure] = {}
_outward: dict[str, Outward] = {}


def register_service_figure(name: str, *, label: Any, position: int, read: Read) -> None:
    """Add a figure; `read` gives it by the id of the relation, and leaves out those it has nothing to say about."""
    _figures[name] = ServiceFigure(name, label, position, read)


def service_figures() -> list[ServiceFigure]:
    return sorted(_figures.values(), key=lambda figure: figure.position)


def register_outward(name: str, read: Outward) -> None:
    """Name who counts what external customers complain of, by the id of the department it is about."""
    _outward[name] = read


def outward_counts(departments: Sequence[Department], user: User, period: Period) -> dict[int, int]:
    counts: dict[int, int] = {}
    for read in _outward.values():
        for pk, count in read(departments, user, period).items():
            counts[pk] = counts.get(pk, 0) + count
    return counts
