"""How many rows a list has, without ever counting a million of them."""

import json
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.formats import is_indonesian, number

COUNTED_TO = 10_000
SHORT = 2_000
# Above this guess, counting up to the limit tells nothing new.
SURELY_MORE = 5 * COUNTED_TO
# In the planner's units: reading a table of about two million rows once, half a second. What costs more is guessed.
DEAREST = 250_000


@dataclass(frozen=True)
class Count:
    """A number of rows: exact up to `COUNTED_TO`, else what the planner thinks, which is right to about a tenth."""

    value: int
    is_exact: bool = True

    def __bool__(self) -> bool:
        return self.value > 0

    @property
    def is_short(self) -> bool:
        """So few that sorting all of them is quicker than looking for them in an order."""
        return self.is_exact and self.value <= SHORT

    def __str__(self) -> str:
        """1,204 or "about 1.2 million", in the active language."""
        return number(self.value) if self.is_exact else _("about %(count)s") % {"count": rounded(self.value)}


def count_of(rows: QuerySet) -> Count:
    """Two short queries at most: the planner's guess, and a count that stops at the limit."""
    guess, cost = planned(rows)
    if guess == 0:
        return Count(0)
    if guess > SURELY_MORE or cost > DEAREST:
        return Count(guess, is_exact=False)
    counted = rows.order_by()[: COUNTED_TO + 1].count()
    return Count(counted) if counted <= COUNTED_TO else Count(max(guess, counted), is_exact=False)


def planned(rows: QuerySet) -> tuple[int, float]:
    """How many rows the planner expects of a query, and at which cost; it reads nothing but its statistics."""
    try:
        sql, parameters = rows.order_by().query.sql_with_params()
    except EmptyResultSet:
        return 0, 0.0
    with connections[rows.db].cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        found = cursor.fetchone()[0]
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return int(plan["Plan Rows"]), float(plan["Total Cost"])


def rounded(value: int) -> str:
    """Two digits that mean something: 1.2 million; below a million with all its noughts, 350,000."""
    for size, indonesian, english in ((10**9, "miliar", "billion"), (10**6, "juta", "million")):
        if value >= size * 0.995:
            return f"{number(value / size, 1)} {indonesian if is_indonesian() else english}"
    return number(round(value, -max(len(str(value)) - 2, 0)))
