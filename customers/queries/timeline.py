"""The history of a customer: one line of time over all sources, read by place and not by number."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db.models import F, Q, QuerySet, Value
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import User
from common.fiscal import day_start
from customers.models import Customer
from customers.timeline import TimelineItem, TimelineSource, timeline_sources

PAGE = 15
PRINTED = 500
_WORDS = 6
_BIGGEST_KEY = 2**63 - 1


@dataclass(frozen=True, order=True)
class Place:
    """Where in the line an item stands: by its moment, then by the name of its source, then by its key."""

    at: datetime
    source: str
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()},{self.source},{self.pk}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """A place written in an address; None for anything else."""
        moment, _comma, rest = text.partition(",")
        source, _comma, key = rest.partition(",")
        try:
            at = parse_datetime(moment)
        except ValueError:
            return None
        if at is None or timezone.is_naive(at) or not 1900 < at.year < 9000:
            return None
        return cls(at, source, int(key)) if key.isascii() and key.isdigit() and int(key) <= _BIGGEST_KEY else None

    @classmethod
    def after(cls, day: date) -> Self:
        """The end of a day: whatever happened on it or earlier stands before this place."""
        return cls(day_start(day + timedelta(days=1), timezone.get_current_timezone()), "", 0)


@dataclass(frozen=True)
class Wanted:
    """What of the history is asked for: of these sources (of all, where there are none), with these words in it."""

    sources: Collection[str] = ()
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.sources or self.text)


@dataclass(frozen=True)
class TimelinePage:
    """Items newest first, and the places to go on from; None where there is nothing further."""

    items: list[TimelineItem] = field(default_factory=list)
    older: Place | None = None
    newer: Place | None = None


EVERYTHING = Wanted()


def timeline_of(
    customer: Customer,
    *,
    user: User,
    wanted: Wanted = EVERYTHING,
    before: Place | None = None,
    after: Place | None = None,
    limit: int = PAGE,
) -> TimelinePage:
    """What happened with a customer (and the duplicates folded into it): the newest, or what is older or newer than a
    place. Whoever reads on to the end sees every item once, however many share a moment."""
    sources = [one for one in timeline_sources() if not wanted.sources or one.name in wanted.sources]
    rows = {one.name: _with_words(one, one.rows(customer, user), wanted.text) for one in sources}
    places = _places(sources, rows, before=before, after=after, limit=limit + 1)
    more, places = len(places) > limit, places[:limit]
    if after is not None:
        places.reverse()
    items = _items(sources, rows, places, user)
    if not places:
        return TimelinePage()
    has_older, has_newer = (more, before is not None) if after is None else (True, more)
    return TimelinePage(items, places[-1] if has_older else None, places[0] if has_newer else None)


def _with_words(source: TimelineSource, rows: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
    for word in text.split()[:_WORDS]:
        rows = rows.filter(_somewhere(source, rows, word))
    return rows


def _somewhere(source: TimelineSource, rows: "QuerySet[Any]", word: str) -> Q:
    """The word stands in one of the columns, or in the label that a column with choices is shown by."""
    found = Q(pk__in=[])
    for name in source.words:
        if labels := _labels(rows.model, name):
            found |= Q(**{f"{name}__in": [key for key, label in labels if word.lower() in str(label).lower()]})
        else:
            found |= Q(**{f"{name}__icontains": word})
    return found


def _labels(model: Any, name: str) -> list[tuple[Any, Any]]:
    """What the values of a column are called; nothing for a column of free text, or of another table."""
    columns = {one.name: one for one in model._meta.concrete_fields}
    return list(columns[name].flatchoices) if name in columns else []


def _places(
    sources: Sequence[TimelineSource],
    rows: dict[str, "QuerySet[Any]"],
    *,
    before: Place | None,
    after: Place | None,
    limit: int,
) -> list[Place]:
    """The next places in reading direction, in one statement: each source gives its own first ones, by its index."""
    names = sorted(one.name for one in sources)
    rising = after is not None
    parts = []
    for one in sources:
        part = rows[one.name].select_related(None).prefetch_related(None).filter(_beyond(one, before, after))
        columns = {"place_at": F(one.at), "place_source": Value(names.index(one.name)), "place_pk": F("pk")}
        order = [one.at, "pk"] if rising else [f"-{one.at}", "-pk"]
        parts.append(part.order_by(*order).annotate(**columns).values_list(*columns)[:limit])
    if not parts:
        return []
    together = parts[0]
    if len(parts) > 1:
        line = ["place_at", "place_source", "place_pk"] if rising else ["-place_at", "-place_source", "-place_pk"]
        together = parts[0].union(*parts[1:], all=True).order_by(*line)[:limit]
    return [Place(at, names[source], pk) for at, source, pk in together]


def _beyond(source: TimelineSource, before: Place | None, after: Place | None) -> Q:
    """Those of one source that come after a place in reading direction."""
    place = after or before
    if place is None:
        return Q()
    compare = "gt" if after else "lt"
    if source.name == place.source:
        # The bound on the moment alone keeps an index useful.
        further = Q(**{f"{source.at}__{compare}": place.at}) | Q(**{f"pk__{compare}": place.pk})
        return Q(**{f"{source.at}__{compare}e": place.at}) & further
    with_the_moment = (source.name > place.source) if after else (source.name < place.source)
    return Q(**{f"{source.at}__{compare}{'e' if with_the_moment else ''}": place.at})


def _items(
    sources: Sequence[TimelineSource], rows: dict[str, "QuerySet[Any]"], places: Sequence[Place], user: User
) -> list[TimelineItem]:
    """The rows at these places, read through the same door: one statement for each kind that is there."""
    made: dict[tuple[str, int], TimelineItem] = {}
    for one in sources:
        keys = [place.pk for place in places if place.source == one.name]
        for row in rows[one.name].filter(pk__in=keys) if keys else ():
            made[one.name, row.pk] = one.item(row, user)
    found = ((place.source, place.pk) for place in places)
    return [made[key] for key in found if key in made]
