"""Complaints that speak of the same: by the stems of their words in Indonesian and English, mistyped ones by trigrams.

Three statements, however many complaints there are: which words of other summaries mean the same as those typed, the
newest complaints with some of them, and the likest in full. The gate before confidential ones is inside.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from itertools import combinations
from operator import or_
from typing import Any

from django.db.models import F, Q

from accounts.models import User
from common.planner import by_index
from complaints.models import Cause, Complaint, ComplaintQuerySet
from complaints.queries.search import NEWEST_FIRST, newest_since
from customers.models.words import Words

LOOKED_BACK = timedelta(days=365)
CANDIDATES = 300
TYPED = 24  # words of a text that are looked at
TELLING = 8  # of them the rarest decide
ROWS_READ = 10_000  # words that together have more uses tell too little each
TOGETHER = 4  # so many of the rarer ones are looked up two by two, where all are common
LIKE_ENOUGH = 0.34
# Words that tell nothing; PostgreSQL knows the English ones, and none of Indonesian.
EMPTY_WORDS = """
    yang dan di ke dari untuk dengan tidak tak bukan belum sudah telah akan ada saya kami kita dia mereka ini itu pada
    karena jadi atau juga lagi masih oleh saat waktu hari bisa dapat mau harus agar supaya sangat sekali padahal tapi
    tetapi namun kok nya tamu pelanggan hotel mohon tolong minta customer guest please
"""
EMPTY = frozenset(EMPTY_WORDS.split())


_MEANT = """
WITH typed AS (
    SELECT DISTINCT word FROM unnest(prima_words(%(text)s)) AS word
    WHERE length(word) >= 3 AND word <> ALL (%(empty)s)
        AND coalesce(cardinality(ts_lexize('english_stem', word)), 0) > 0
    LIMIT %(most)s
), stems AS (
    SELECT word, (ts_lexize('indonesian_stem', word))[1] AS indonesian, (ts_lexize('english_stem', word))[1] AS english
    FROM typed
), meant AS (
    SELECT stems.word AS typed, known.word, known.uses FROM stems
    JOIN complaints_summaryword AS known ON NOT known.in_doubt AND known.word = stems.word
    UNION ALL
    SELECT stems.word, known.word, known.uses FROM stems JOIN complaints_summaryword AS known
    ON NOT known.in_doubt AND (ts_lexize('indonesian_stem', known.word))[1] = stems.indonesian
    UNION ALL
    SELECT stems.word, known.word, known.uses FROM stems JOIN complaints_summaryword AS known
    ON NOT known.in_doubt AND (ts_lexize('english_stem', known.word))[1] = stems.english
    UNION ALL
    SELECT stems.word, known.word, known.uses FROM stems
    JOIN complaints_summaryword AS known ON NOT known.in_doubt AND known.word %% stems.word
    WHERE length(stems.word) >= 5 AND similarity(known.word, stems.word) >= 0.55
)
SELECT typed, word, max(uses) FROM meant GROUP BY typed, word
UNION ALL SELECT word, NULL, 0 FROM typed
"""


Meanings = Mapping[str, Mapping[str, int]]  # typed words, and for each the words that mean it with their uses


@dataclass(frozen=True)
class Similar:
    """Another complaint, and how much of what was typed it says too, from 0 to 1."""

    complaint: Complaint
    score: float


def similar_to(
    text: str, *, user: User, at: datetime, cause: Cause | None = None, leave_out: int = 0, limit: int = 5
) -> list[Similar]:
    """Visible complaints of the last year that speak of the same, the likest first; the same cause counts a little."""
    meanings = _meanings(text)
    visible = Complaint.objects.visible_to(user).filter(received_at__gte=at - LOOKED_BACK).exclude(pk=leave_out)
    weights = _weights(meanings)
    scored = [(_score(row, meanings, weights, cause), row.pk) for row in _candidates(visible, meanings)]
    likest = sorted((one for one in scored if one[0] >= LIKE_ENOUGH), key=lambda one: -one[0])[:limit]
    rows = visible.select_related("customer", "cause", "owner").in_bulk([pk for _score, pk in likest])
    return [Similar(rows[pk], score) for score, pk in likest if pk in rows]


def _candidates(visible: ComplaintQuerySet, meanings: Meanings) -> list[Any]:
    """The newest that say something of it, as far as weighing them needs: key, words and cause."""
    rare, common = _telling(meanings)
    rows = visible.annotate(said=Words(F("summary")))
    if rare:
        rows = rows.filter(said__overlap=[word for words in rare for word in words])
    elif len(common) > 1:
        pairs = (Q(said__overlap=one) & Q(said__overlap=other) for one, other in combinations(common, 2))
        rows = rows.filter(reduce(or_, pairs))
    elif common:
        since = newest_since()
        rows = rows.filter(Q(received_at__gte=since) if since else Q(), said__overlap=common[0])
    else:
        return []
    with by_index():
        return list(rows.order_by(*NEWEST_FIRST).values_list("pk", "said", "cause_id", named=True)[:CANDIDATES])


def _meanings(text: str) -> Meanings:
    """For each typed word that tells something: the words of summaries that mean it, with their uses."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    values = {"text": text.replace("\x00", "")[:2000], "empty": list(EMPTY), "most": TYPED}
    with by_index() as cursor:
        cursor.execute(_MEANT, values)
        for typed, known, uses in cursor.fetchall():
            if known:
                found[typed][known] = uses
            else:
                found.setdefault(typed, {})
    return dict(found)


def _telling(meanings: Meanings) -> tuple[list[list[str]], list[list[str]]]:
    """The rarest of the words that occur, as many as can be looked up quickly; else common ones, to be met together."""
    rare: list[list[str]] = []
    common: list[list[str]] = []
    read = 0
    for uses in sorted(meanings.values(), key=lambda uses: sum(uses.values())):
        read += sum(uses.values())
        if uses and read <= ROWS_READ and len(rare) < TELLING:
            rare.append(list(uses))
        elif uses and len(common) < TOGETHER:
            common.append(list(uses))
    return rare, common


def _weights(meanings: Meanings) -> dict[str, float]:
    return {word: _weight(sum(uses.values())) for word, uses in meanings.items()}


def _weight(uses: int) -> float:
    """A rare word tells more."""
    return 1 / (1 + math.log1p(uses))


def _score(row: Any, meanings: Meanings, weights: Mapping[str, float], cause: Cause | None) -> float:
    """The share of the typed words, by weight, that the other summary says too; of a long summary a little less."""
    said = set(row.said)
    shared = [typed for typed, uses in meanings.items() if said & uses.keys()]
    share = sum(weights[typed] for typed in shared) / sum(weights.values())
    telling = [word for word in said if len(word) >= 3 and word not in EMPTY]
    breadth = min(1.0, (len(shared) + 1) / max(1, min(len(telling), len(meanings))))
    same = 0.1 if cause is not None and row.cause_id == cause.pk else 0
    return min(1.0, share * (0.7 + 0.3 * breadth) + same)
