"""Whom other rules would move, without moving anybody."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import connection

from customers.enums import LifeCycle, Standing
from customers.models import Customer
from customers.queries.judging import judged_query
from customers.rules import Rules

Subject = Literal["standing", "stage"]
WORDS: dict[Subject, type[Standing] | type[LifeCycle]] = {"standing": Standing, "stage": LifeCycle}

# A page answers while somebody types: so many customers are looked at one by one, of more an even sample.
LOOKED_AT = 10_000
NAMED = 3
SAMPLE = """
    SELECT id FROM customers_customer
    WHERE id %% %(every)s = 0 AND merged_into_id IS NULL AND erased_at IS NULL ORDER BY id LIMIT %(limit)s"""
COUNTS = """
    SELECT was_standing, standing, was_stage, stage, count(*), (array_agg(customer_id ORDER BY customer_id))[:%(named)s]
    FROM judged GROUP BY was_standing, standing, was_stage, stage"""
MOVERS = "SELECT customer_id FROM judged WHERE was_{0} = %(was)s AND {0} = %(becomes)s ORDER BY customer_id"


@dataclass(frozen=True)
class Move:
    """How many customers would go from one standing (or stage) to another; `names` are the first of them."""

    was: Standing | LifeCycle
    becomes: Standing | LifeCycle
    count: int
    customers: Sequence[Customer]


@dataclass(frozen=True)
class Share:
    """How many customers have a standing (or stage) now, and how many would."""

    word: Standing | LifeCycle
    before: int
    after: int


@dataclass(frozen=True)
class Preview:
    """What rules would do to `seen` customers out of `total`; counts are of those seen, scaled up to all."""

    seen: int
    total: int
    moves: dict[Subject, list[Move]]
    shares: dict[Subject, list[Share]]

    @property
    def is_sample(self) -> bool:
        return self.seen < self.total


def preview_of(rules: Rules, *, today: date) -> Preview:
    """Everybody where they are few enough to be looked at while somebody waits, else an even sample."""
    total = Customer.objects.current().count()
    ids = _some_ids(total)
    query = judged_query(rules=rules, whom=ids, today=today)
    with connection.cursor() as cursor:
        cursor.execute(query.ctes + COUNTS, {**query.params, "named": NAMED})
        rows = cursor.fetchall()
    seen = sum(row[4] for row in rows)
    scale = total / seen if seen else 1.0
    tallies: dict[Subject, _Tally] = {"standing": _tally(rows, 0), "stage": _tally(rows, 2)}
    return Preview(
        seen=seen,
        total=total,
        moves={subject: _moves(subject, tally, scale) for subject, tally in tallies.items()},
        shares={subject: _shares(subject, tally, scale) for subject, tally in tallies.items()},
    )


def _some_ids(total: int) -> list[int]:
    every = max(1, round(total / LOOKED_AT))
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE, {"every": every, "limit": 2 * LOOKED_AT})
        return [pk for (pk,) in cursor.fetchall()]


_Tally = dict[tuple[str, str], tuple[int, list[int]]]


def _tally(rows: list[tuple], column: int) -> _Tally:
    found: _Tally = {}
    for row in rows:
        count, ids = found.get((row[column], row[column + 1]), (0, []))
        found[row[column], row[column + 1]] = (count + row[4], sorted([*ids, *row[5]])[:NAMED])
    return found


def _moves(subject: Subject, tally: _Tally, scale: float) -> list[Move]:
    named = Customer.objects.in_bulk([pk for _count, ids in tally.values() for pk in ids])
    word: Any = WORDS[subject]
    moves = [
        Move(word(was), word(becomes), round(count * scale), [named[pk] for pk in ids if pk in named])
        for (was, becomes), (count, ids) in tally.items()
        if was != becomes
    ]
    return sorted(moves, key=lambda move: -move.count)


def _shares(subject: Subject, tally: _Tally, scale: float) -> list[Share]:
    return [
        Share(
            word,
            round(scale * sum(count for (was, _becomes), (count, _ids) in tally.items() if was == word)),
            round(scale * sum(count for (_was, becomes), (count, _ids) in tally.items() if becomes == word)),
        )
        for word in WORDS[subject]
    ]


@dataclass(frozen=True)
class MoversPage:
    """Some of those who would move. `next_after` is where to look on, None when everybody was looked at."""

    customers: list[Customer]
    next_after: int | None


def movers(
    rules: Rules,
    *,
    subject: Subject,
    was: str,
    becomes: str,
    today: date,
    after: int = 0,
    limit: int = 50,
    seconds: float = 2.0,
) -> MoversPage:
    """The customers behind one line of a preview, in the order of their ids, from `after` on.

    Looks for at most about `seconds`: where they are rare among many, a page may hold less than `limit`.
    """
    deadline = time.monotonic() + seconds
    found: list[int] = []
    for ids in _batches(after):
        query = judged_query(rules=rules, whom=ids, today=today)
        with connection.cursor() as cursor:
            cursor.execute(query.ctes + MOVERS.format(subject), {**query.params, "was": was, "becomes": becomes})
            found += [pk for (pk,) in cursor.fetchall()]
        after = ids[-1]
        if len(found) >= limit or time.monotonic() > deadline:
            break
    else:
        return MoversPage(_in_order(found), None)
    if len(found) > limit:
        found = found[:limit]
        after = found[-1]
    return MoversPage(_in_order(found), after)


def _batches(after: int) -> Iterator[list[int]]:
    size = 500
    while True:
        rows = Customer.objects.current().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
        ids = list(rows[:size])
        if not ids:
            return
        yield ids
        after, size = ids[-1], min(2 * size, 5_000)


def _in_order(ids: list[int]) -> list[Customer]:
    known = Customer.objects.in_bulk(ids)
    return [known[pk] for pk in ids if pk in known]
