"""Marking in a text what was searched for, so that the eye sees at once why it was found."""

import re
import unicodedata
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.likeness import is_one_slip

_WORD = re.compile(r"[\w'’]+")
_DIGIT_RUN = re.compile(r"[\d\s+().\-–/]{3,}")
SHORTEST_RUN = 3


def words_of(text: str) -> list[str]:
    """The words of a text without accents, in lower case."""
    return [plain(word) for word in _WORD.findall(text)]


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in letters if not unicodedata.combining(mark) and mark not in "'’").casefold()


def marked(text: Any, searched: str) -> SafeString | str:
    """The text with `<mark>` around what was searched for: digits in any notation, words begun or mistyped."""
    text = str(text)
    spans = _digits(text, searched) if _is_number(searched) else _words(text, words_of(searched))
    if not spans:
        return text
    pieces, done = [], 0
    for start, end in spans:
        pieces.append((text[done:start], text[start:end]))
        done = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[done:])


def _is_number(searched: str) -> bool:
    return bool(_DIGIT_RUN.fullmatch(searched)) and sum(mark.isdigit() for mark in searched) >= SHORTEST_RUN


def _digits(text: str, searched: str) -> list[tuple[int, int]]:
    """Where the run of digits stands, whatever is written between them and however the number begins."""
    places = [place for place, mark in enumerate(text) if mark.isdigit()]
    digits = "".join(text[place] for place in places)
    run = "".join(mark for mark in searched if mark.isdigit())
    for wanted in (run, run.lstrip("0"), run.lstrip("0").removeprefix("62")):
        start = digits.find(wanted) if len(wanted) >= SHORTEST_RUN - 1 else -1
        if start >= 0:
            return [(places[start], places[start + len(wanted) - 1] + 1)]
    return []


def _words(text: str, searched: list[str]) -> list[tuple[int, int]]:
    spans = []
    for word in _WORD.finditer(text):
        length = max((_length(plain(word.group()), typed) for typed in searched), default=0)
        if length:
            whole = length >= len(plain(word.group()))
            spans.append((word.start(), word.end() if whole else min(word.start() + length, word.end())))
    return spans


def _length(word: str, typed: str) -> int:
    """How much of a word, from its beginning, was meant by what was typed."""
    if word.startswith(typed):
        return len(typed)
    is_like = len(typed) >= SHORTEST_RUN and (typed in word or is_one_slip(typed, word))
    return len(word) if is_like else 0
