"""What stands beside a clause."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.formats import number, percent

ENOUGH = 10


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


def gaps(*found: tuple[bool, str]) -> tuple[str, ...]:
    """The sentences whose condition holds."""
    return tuple(sentence for is_missing, sentence in found if is_missing)


def is_low(good: int, total: int, *, least: float) -> bool:
    """Whether the share is below `least`, where there are enough to tell."""
    return total >= ENOUGH and good / total < least
