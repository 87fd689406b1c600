"""The cells of a list's rows: what they show, and what a phone shows of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms.utils import flatatt
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from common.columns import Column
from common.formats import NOTHING

CARD_FACTS = 4


@dataclass(frozen=True)
class Cell:
    value: SafeString | str
    attributes: SafeString


class Cells:
    """Draws what stands beside the first column; made once for a list, so that each row costs little.

    A phone shows the first filled ones of a row, under their names. What is longer than `fits` letters may be cut in
    a row and shows in full under the mouse.
    """

    def __init__(self, columns: Sequence[Column], *, fits: int = 0):
        self._beside = [(column, _on_card(column), _off_card(column)) for column in columns[1:]]
        self._fits = fits

    def of(self, row: Any) -> list[Cell]:
        return list(self._cells(row))

    def _cells(self, row: Any) -> Iterator[Cell]:
        shown = 0
        for column, on_card, off_card in self._beside:
            value = column.cell(row)
            is_on_card = value != NOTHING and shown < CARD_FACTS
            shown += is_on_card
            attributes = on_card if is_on_card else off_card
            if self._fits and len(value) > self._fits and not isinstance(value, SafeString):
                attributes += flatatt({"title": value})
            yield Cell(value, attributes)


def _on_card(column: Column) -> SafeString:
    return flatatt({"data-label": capfirst(str(column.label)), "class": _look(column)})


def _off_card(column: Column) -> SafeString:
    return flatatt({"class": f"{_look(column)} card-hide"})


def _look(column: Column) -> str:
    return f"of-{column.name} num" if column.is_numeric else f"of-{column.name}"
