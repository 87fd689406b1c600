"""Which kinds of data have a period, what is counted from when, what goes at its end, and what keeps a person.

Each app registers its own kinds and reasons when it gets ready; privacy registers those of the apps below. The months
stand in `PrivacyPolicy.periods`; a kind without any is kept for ever.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from common.fiscal import months_before
from privacy.holdings import Holding, holdings


@dataclass(frozen=True)
class PeriodKind:
    """One kind of data. Sentences are shown as they are.

    `due` gives the rows whose time was over before a moment, of which something is left to take and which nothing
    keeps; `erase` takes those of some ids, in a transaction, and gives how many may be told of; `shown` narrows rows
    to what a person may know of; `line` gives what the list says of a row: its name, its page and its moment.
    """

    name: str
    label: Any
    counted_from: Any
    goes: Any
    stays: Any
    due: Callable[[datetime], QuerySet]
    erase: Callable[[Sequence[Any], datetime], int]
    line: Callable[[Any], tuple[str, str, datetime | None]]
    shown: Callable[[User, QuerySet], QuerySet] = field(default=lambda user, rows: rows)
    kept: Callable[[datetime, User], list[tuple[Any, int]]] = field(default=lambda before, user: [])
    least: int = 1  # months
    batch: int = 500


@dataclass(frozen=True)
class Keeper:
    """A reason to keep a person. `holds` is a condition on customers, `told` the same as far as somebody may know."""

    label: Any
    holds: Callable[[], Q]
    told: Callable[[User], Q]


_kinds: dict[str, PeriodKind] = {}
_keepers: list[Keeper] = []
_activities: list[Callable[[datetime], Q]] = []


def register_period(kind: PeriodKind) -> None:
    _kinds[kind.name] = kind


def register_keeper(label: Any, holds: Callable[[], Q], *, told: Callable[[User], Q] | None = None) -> None:
    _keepers.append(Keeper(label, holds, told or (lambda user: holds())))


def register_activity(since: Callable[[datetime], Q]) -> None:
    """`since(moment)` is a condition on customers with whom there was something at that moment or later."""
    _activities.append(since)


def period_kinds() -> list[PeriodKind]:
    return list(_kinds.values())


def period_kind(name: str) -> PeriodKind | None:
    return _kinds.get(name)


def keepers() -> list[Keeper]:
    return list(_keepers)


def end_of(kind: PeriodKind, *, months: int, at: datetime) -> datetime:
    """What is older than this moment has been kept long enough: the start of the local day, so many months ago."""
    day = months_before(timezone.localdate(at), months)
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def inactive_since(before: datetime) -> Q:
    """Customers with whom nothing was any more from a moment on."""
    found = Q()
    for since in _activities:
        found &= ~since(before)
    return found


def of_customer(rows: "QuerySet[Any]", path: str = "customer") -> Q:
    """Customers of whom there is one of these rows, their own or of a record folded into theirs."""
    own = rows.filter(**{path: OuterRef("pk")})
    folded = rows.filter(**{f"{path}__merged_into": OuterRef("pk")})
    return Q(Exists(own)) | Q(Exists(folded))


def words_of(model: type[Model]) -> list[tuple[Holding, str]]:
    """The table and what belongs to its rows, each with the way from there to the row: what goes together with it."""
    own = [(one, "pk") for one in holdings() if one.model is model]
    return own + [(one, way) for one in holdings() if (way := _way_to(model, one))]


def _way_to(model: type[Model], holding: Holding) -> str:
    way, _between, rest = holding.path.partition("__")
    field: Any = holding.model._meta.get_field(way) if rest == "customer" else None
    return way if field is not None and field.related_model is model else ""
