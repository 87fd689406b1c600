"""What was typed, word by word, and the words of the registry that it may mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from common.likeness import is_one_slip
from customers.models.words import SearchWord

# Words of a text that are compared; nobody types more of a name.
WORDS = 6
# Words of the registry that one typed word may mean, and how many records they may stand for: more would slow down the
# search and not make it better.
MEANINGS = 40
USES = 400_000
# What stands before or behind names and is often left out: helps the order, and never hides anybody.
_TITLES = "bapak bpk pak ibu bu sdr sdri saudara saudari kak mas mbak tuan nyonya mr mrs ms h hj dr drs ir pt cv ud tbk"
OPTIONAL = frozenset(_TITLES.split())


class Distance(IntEnum):
    """How far a word is from the one that was typed; hits with small sums come first."""

    SAME = 0
    BEGINS = 1
    SOUNDS = 2
    SLIP = 3
    INSIDE = 4
    TWO_SLIPS = 6
    FAR = 7
    ABSENT = 9


@dataclass
class TypedWord:
    """A word as it was typed, and the known words that it may mean with their distance."""

    text: str
    meanings: dict[str, Distance] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        return self.meanings.get(self.text) == Distance.SAME

    def add(self, word: str, distance: Distance, uses: int) -> None:
        self.meanings[word] = min(distance, self.meanings.get(word, distance))
        self.uses[word] = max(uses, self.uses.get(word, 0))

    def within(self, distance: Distance) -> list[str]:
        """The likeliest meanings up to a distance, as many as a search can bear."""
        near = [word for word, away in self.meanings.items() if away <= distance]
        near.sort(key=lambda word: (self.meanings[word], -self.uses[word], word))
        kept: list[str] = []
        total = 0
        for word in near[:MEANINGS]:
            total += self.uses[word]
            if kept and total > USES:
                break
            kept.append(word)
        return kept

    def distance_to(self, words: Iterable[str]) -> Distance:
        """How far the nearest of some words is."""
        return min((self.meanings.get(word, Distance.ABSENT) for word in words), default=Distance.ABSENT)


# Each way of being alike has an index of its own over the small table; the shortest texts would mean too much.
_MEANINGS = """
SELECT typed.place, typed.word, prima_sound(typed.word), found.word, prima_sound(found.word), found.uses
FROM unnest((prima_words(%(text)s))[1:{most}]) WITH ORDINALITY AS typed(word, place)
LEFT JOIN LATERAL (
    (SELECT word, uses FROM {table} WHERE NOT in_doubt AND word = typed.word LIMIT 5)
    UNION ALL
    (SELECT word, uses FROM {table} WHERE NOT in_doubt AND word > typed.word AND word < typed.word || chr(1114111)
        AND length(typed.word) >= 2 ORDER BY uses DESC, word LIMIT {meanings})
    UNION ALL
    (SELECT word, uses FROM {table} WHERE NOT in_doubt AND prima_near(word) && prima_near(typed.word)
        AND length(typed.word) >= 3 LIMIT 300)
    UNION ALL
    (SELECT word, uses FROM {table} WHERE NOT in_doubt AND word LIKE '%%' || typed.word || '%%'
        AND length(typed.word) >= 3 LIMIT {meanings})
) AS found ON TRUE
"""
_FAR = """
SELECT typed.place, found.word, found.uses
FROM unnest(%(words)s::text[]) WITH ORDINALITY AS typed(word, place) CROSS JOIN LATERAL (
    SELECT word, uses FROM {table} WHERE NOT in_doubt AND word %% typed.word AND length(typed.word) >= 4
    ORDER BY similarity(word, typed.word) DESC LIMIT 15
) AS found
"""
_KNOWN = "SELECT word, max(uses) FROM {table} WHERE NOT in_doubt AND word = ANY(%(words)s::text[]) GROUP BY word"


def typed_words(cursor: Any, text: str, known: type[SearchWord]) -> list[TypedWord]:
    """The words of a text, each with what it may mean."""
    cursor.execute(_statement(_MEANINGS, known), {"text": text})
    words: dict[int, TypedWord] = {}
    for place, typed, sound, meant, meant_sound, uses in cursor.fetchall():
        word = words.setdefault(place, TypedWord(typed))
        if meant is not None:
            word.add(meant, _distance(typed, sound, meant, meant_sound), uses)
    return [words[place] for place in sorted(words)]


def add_far_meanings(cursor: Any, words: Sequence[TypedWord], known: type[SearchWord]) -> None:
    """Widen the meanings by words that share a good part of their letters, for what is mistyped badly."""
    cursor.execute(_statement(_FAR, known), {"words": [word.text for word in words]})
    for place, meant, uses in cursor.fetchall():
        words[place - 1].add(meant, Distance.FAR, uses)


def respaced(cursor: Any, words: Sequence[TypedWord], known: type[SearchWord]) -> list[list[TypedWord]]:
    """The text with one space more or less where that makes known words of it: "budisantoso", "sri mulyani"."""
    texts = [word.text for word in words]
    ways = [
        [*texts[:place], one + two, *texts[place + 2 :]]
        for place, (one, two) in enumerate(zip(texts, texts[1:], strict=False))
    ]
    for place, text in enumerate(texts):
        ways += [[*texts[:place], text[:cut], text[cut:], *texts[place + 1 :]] for cut in range(2, len(text) - 1)]
    cursor.execute(_statement(_KNOWN, known), {"words": list({text for way in ways for text in way})})
    uses = dict(cursor.fetchall())
    return [
        [TypedWord(text, {text: Distance.SAME}, {text: uses[text]}) for text in way]
        for way in ways
        if all(text in uses for text in way)
    ]


def _statement(template: str, known: type[SearchWord]) -> str:
    return template.format(table=known._meta.db_table, most=WORDS, meanings=MEANINGS)


def _distance(typed: str, sound: str, meant: str, meant_sound: str) -> Distance:
    if meant == typed:
        return Distance.SAME
    if meant.startswith(typed):
        return Distance.BEGINS
    if meant_sound == sound:
        return Distance.SOUNDS
    if is_one_slip(typed, meant) or is_one_slip(sound, meant_sound):
        return Distance.SLIP
    return Distance.INSIDE if len(typed) >= 3 and typed in meant else Distance.TWO_SLIPS
