"""What stands beside a clause, and the table in which each chapter says where it is read from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from common.formats import number, percent
from complaints.iso.material import Material

ENOUGH = 10

# A count is shown as a number, a pair as a share, anything else in its words.
Read = Callable[[Material], Any]
Link = str | Callable[[Material], str]


@dataclass(frozen=True)
class Fact:
    """A figure in words; `url` leads to what it is counted from."""

    label: Any
    value: str
    url: str = ""


@dataclass(frozen=True)
class Clause:
    number: str
    title: Any
    facts: tuple[Fact, ...]
    gaps: tuple[str, ...] = ()

    @property
    def is_met(self) -> bool:
        return not self.gaps


def share(good: int, total: int) -> str:
    """12 of 15 (80%); without the share below ten, where it would say more than is known."""
    words = _("%(good)s of %(total)s") % {"good": number(good), "total": number(total)}
    return f"{words} ({percent(good / total, 0)})" if total >= ENOUGH else words


@dataclass(frozen=True)
class Shown:
    """A fact of the table: what is read for it, and the page that it leads to (a view, or "view?tab=…")."""

    label: Any
    value: Read | Any
    link: Link = ""

    def read(self, m: Material) -> Fact:
        value = self.value(m) if callable(self.value) else self.value
        return Fact(self.label, _in_words(value), self._url(m))

    def _url(self, m: Material) -> str:
        if callable(self.link):
            return self.link(m)
        view, mark, query = self.link.partition("?")
        return f"{reverse(f'complaints:{view}' if ':' not in view else view)}{mark}{query}" if view else ""


@dataclass(frozen=True)
class Gap:
    """What is missing where its condition holds."""

    sentence: Any
    holds: Callable[[Material], Any]


@dataclass(frozen=True)
class Asked:
    """What the standard asks in one clause."""

    number: str
    title: Any
    facts: tuple[Shown, ...]
    gaps: tuple[Gap, ...] = ()

    def read(self, m: Material) -> Clause:
        missing = tuple(str(gap.sentence) for gap in self.gaps if gap.holds(m))
        return Clause(self.number, self.title, tuple(fact.read(m) for fact in self.facts), missing)


def low(pair: Callable[[Material], tuple[int, int]], *, least: float) -> Callable[[Material], bool]:
    """The condition that a share is below `least`, where there are enough to tell."""
    return lambda m: is_low(*pair(m), least=least)


def _in_words(value: Any) -> str:
    if isinstance(value, tuple):
        return share(*value)
    return number(value) if isinstance(value, int) else str(value)


def is_low(good: int, total: int, *, least: float) -> bool:
    """Whether the share is below `least`, where there are enough to tell."""
    return total >= ENOUGH and good / total < least
