"""Rows of horizontal bars, and of two values joined."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common import formats
from common.charts.frame import Chart, Legend, TableRow
from common.charts.scales import Scale

ROW_HEIGHT = 30
LABEL_CHARACTERS = 21


@dataclass(frozen=True)
class Bar:
    """A horizontal bar. `before` draws a tick for the last period; `series` picks the colour, 0 is grey."""

    label: str
    value: float | None
    text: str
    n: int | None = None
    href: str = ""
    before: float | None = None
    before_text: str = ""
    series: int = 1


@dataclass(frozen=True)
class Pair:
    """A row of a dumbbell: now against before."""

    label: str
    now: float | None
    before: float | None
    now_text: str
    before_text: str
    n: int | None = None
    href: str = ""


def bars(*, title: str, rows: Sequence[Bar], value_name: str, note: str = "", cut_after: int | None = None) -> Chart:
    """Horizontal bars from zero. `cut_after` draws the 80 % mark of a Pareto chart under that many rows."""
    values = [value for row in rows for value in (row.value, row.before) if value is not None]
    scale = Scale(min([0.0, *values]), max([0.0, *values]))
    has_before = any(row.before is not None for row in rows)
    marks = [
        {
            "href": row.href,
            "lines": _label_lines(row.label, top),
            "label": row.label,
            "text": _with_n(row.text, row.n),
            "x": scale.at(min(row.value or 0, 0)),
            "width": scale.width(row.value or 0),
            "end": scale.at(max(row.value or 0, row.before or 0, 0)),
            "tick": scale.at(row.before) if row.before is not None else "",
            "series": row.series,
            **_row_places(top),
        }
        for row, top in _stacked(rows)
    ]
    head = (value_name, *((_("Before"),) if has_before else ()), *_n_head(rows))
    table = [
        TableRow(row.label, (row.text, *((row.before_text,) if has_before else ()), *_n_cell(rows, row)), row.href)
        for row in rows
    ]
    plot = {
        "marks": marks,
        "height": len(rows) * ROW_HEIGHT + 4,
        "zero": scale.at(0),
        "cut": cut_after * ROW_HEIGHT + 1 if cut_after else None,
    }
    return Chart("bars", title, note, head, tuple(table), plot)


def dumbbell(
    *, title: str, rows: Sequence[Pair], now_name: str, before_name: str, note: str = "", span: tuple | None = None
) -> Chart:
    """Two values a row, joined: how far each group moved. `span` fixes the ends of the axis."""
    values = [value for row in rows for value in (row.now, row.before) if value is not None] or [0.0]
    pad = (max(values) - min(values)) * 0.08 or 0.05
    scale = Scale(*(span or (min(values) - pad, max(values) + pad)))
    marks = [
        {
            "href": row.href,
            "lines": _label_lines(row.label, top),
            "label": row.label,
            "text": _with_n(row.now_text, row.n),
            "before_text": row.before_text,
            "now": scale.at(row.now) if row.now is not None else "",
            "before": scale.at(row.before) if row.before is not None else "",
            **_row_places(top),
        }
        for row, top in _stacked(rows)
    ]
    head = (now_name, before_name, *_n_head(rows))
    table = [TableRow(row.label, (row.now_text, row.before_text, *_n_cell(rows, row)), row.href) for row in rows]
    legend = (Legend("s1", now_name), Legend("hollow", before_name))
    plot = {"marks": marks, "height": len(rows) * ROW_HEIGHT + 4}
    return Chart("dumbbell", title, note, head, tuple(table), plot, legend)


def _stacked(rows: Sequence) -> list[tuple[Any, int]]:
    return [(row, index * ROW_HEIGHT + 2) for index, row in enumerate(rows)]


def _row_places(top: int) -> dict[str, int]:
    return {"top": top + 6, "middle": top + 15, "text_y": top + 19, "tick_top": top + 3, "tick_bottom": top + 27}


def _label_lines(label: str, top: int) -> list[dict[str, Any]]:
    lines = textwrap.wrap(label, LABEL_CHARACTERS, max_lines=2, placeholder="…") or [""]
    first = top + (19 if len(lines) == 1 else 12)
    return [{"text": line, "y": first + 13 * index} for index, line in enumerate(lines)]


def _with_n(text: str, n: int | None) -> str:
    return text if n is None else f"{text} (n = {formats.number(n)})"


def _n_head(rows: Sequence) -> tuple[str, ...]:
    return ("n",) if any(row.n is not None for row in rows) else ()


def _n_cell(rows: Sequence, row: Any) -> tuple[str, ...]:
    return (formats.number(row.n),) if _n_head(rows) else ()
