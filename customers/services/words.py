"""Upkeep of the words that the search knows; the triggers that add to them are in `customers.models.words`."""

from typing import Any

from django.db import connection, transaction

from common.planner import by_index
from customers.models.words import SearchWord, words_of

# Doubts looked into at once: few enough that writers, who wait meanwhile, do not notice.
DOUBTS = 200

_SETTLE = """
WITH settled AS (
    DELETE FROM {words} WHERE id IN (SELECT id FROM {words} WHERE in_doubt ORDER BY id LIMIT {limit}) RETURNING word
)
SELECT DISTINCT word FROM settled
"""
_FORGET = """
DELETE FROM {words} AS k WHERE NOT k.in_doubt AND k.word = ANY(%s) AND (
    NOT EXISTS (SELECT FROM {source} AS s WHERE {words_of_source} @> ARRAY[k.word::text])
    OR EXISTS (SELECT FROM {words} AS twin WHERE twin.word = k.word AND NOT twin.in_doubt AND twin.id < k.id)
)
"""
_COUNT = """
CREATE TEMP TABLE counted_word ON COMMIT DROP AS
SELECT w AS word, count(*) AS uses FROM {source} AS s, unnest({words_of_source}) AS w GROUP BY w
"""
# A difference of sets: of a table that is being filled the planner knows nothing, and would compare each with each.
_LEARN = """
INSERT INTO {words} (word, in_doubt, uses)
SELECT c.word, FALSE, c.uses FROM counted_word AS c
JOIN (SELECT word FROM counted_word EXCEPT SELECT word FROM {words} WHERE NOT in_doubt) AS fresh USING (word)
"""
_NOTE_USES = """
UPDATE {words} AS k SET uses = c.uses FROM counted_word AS c
WHERE c.word = k.word AND NOT k.in_doubt AND k.uses <> c.uses
"""
_DOUBT = """
INSERT INTO {words} (word, in_doubt)
SELECT k.word, TRUE FROM {words} AS k LEFT JOIN counted_word AS c ON c.word = k.word WHERE NOT k.in_doubt
GROUP BY k.word HAVING count(*) > 1 OR count(c.word) = 0
"""


def tidy_words(words: type[SearchWord]) -> int:
    """Look into the oldest doubts and forget the words that really are gone; how many there were to look into.

    Nothing is done while somebody is writing names: what a writer found in the table must stay until it has committed.
    """
    with by_index() as cursor:
        if not _is_true(cursor, f"SELECT pg_try_advisory_xact_lock({words.lock_key()})"):
            return 0
        _run(cursor, words, _SETTLE)
        doubts = [word for (word,) in cursor.fetchall()]
        if doubts:
            _run(cursor, words, _FORGET, [doubts])
        return len(doubts)


@transaction.atomic
def count_words(words: type[SearchWord]) -> None:
    """Count how often each word is used, so that common ones come first; set right what is missing or idle."""
    with connection.cursor() as cursor:
        if not _is_true(cursor, f"SELECT pg_try_advisory_xact_lock({words.lock_key()} + 1)"):
            return
        cursor.execute("SET LOCAL statement_timeout = 0")
        _run(cursor, words, _COUNT)
        cursor.execute(f"ANALYZE counted_word; SELECT pg_advisory_xact_lock_shared({words.lock_key()})")
        for statement in (_LEARN, _NOTE_USES, _DOUBT):
            _run(cursor, words, statement)
        cursor.execute("DROP TABLE counted_word; SET LOCAL statement_timeout TO DEFAULT")


def _is_true(cursor: Any, statement: str) -> bool:
    cursor.execute(statement)
    return cursor.fetchone()[0]


def _run(cursor: Any, words: type[SearchWord], template: str, values: Any = None) -> None:
    names = {
        "words": words._meta.db_table,
        "source": words.source._meta.db_table,
        "words_of_source": words_of("s", *words.columns),
        "limit": DOUBTS,
    }
    cursor.execute(template.format(**names), values)
