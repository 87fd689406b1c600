"""Columns over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.charts.frame import Chart, Legend, TableRow
from common.charts.scales import PLOT_HEIGHT, height_at, nice_top, segments, thin_labels


@dataclass(frozen=True)
class Column:
    """A group of up to three columns; `line` is the value of the line above them; `provisional` is hatched."""

    label: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]
    href: str = ""
    provisional: bool = False
    line: float | None = None
    line_text: str = ""


def columns(
    *,
    title: str,
    rows: Sequence[Column],
    names: Sequence[str],
    note: str = "",
    line_name: str = "",
    target: float | None = None,
    target_text: str = "",
    top: float | None = None,
) -> Chart:
    """Columns over time, side by side for several series, with an optional line and an optional target."""
    drawn = [value for row in rows for value in (*row.values, row.line) if value is not None]
    highest = top or nice_top(max([*drawn, target or 0], default=0))
    width = 100 / max(len(rows), 1)
    show_text = len(names) == 1 and len(rows) <= 12
    marks = [_column_mark(row, index, width, highest, show_text) for index, row in enumerate(rows)]
    thin_labels(marks, 14 if all(len(row.label) <= 3 for row in rows) else 7)
    if target is not None:
        _lift_texts(marks, float(height_at(target, highest)))
    plot = {
        "marks": marks,
        "height": PLOT_HEIGHT + 40,
        "base": 20 + PLOT_HEIGHT,
        "label_y": PLOT_HEIGHT + 36,
        "target": height_at(target, highest) if target is not None else "",
        "target_text": target_text,
        "segments": segments([(mark["centre"], mark["line"]) for mark in marks]),
        "hatched": any(row.provisional for row in rows),
    }
    head = (*names, *((line_name,) if line_name else ()))
    table = [
        TableRow(
            f"{row.label} ({_('provisional')})" if row.provisional else row.label,
            (*row.texts, *((row.line_text,) if line_name else ())),
            row.href,
        )
        for row in rows
    ]
    legend = [Legend(f"s{index}", name) for index, name in enumerate(names, start=1)] if len(names) > 1 else []
    legend += [Legend("line", line_name)] if line_name else []
    legend += [Legend("target", target_text)] if target is not None else []
    legend += [Legend("hatched", _("provisional"))] if plot["hatched"] else []
    return Chart("columns", title, note, head, tuple(table), plot, tuple(legend))


def _column_mark(row: Column, index: int, width: float, highest: float, show_text: bool) -> dict[str, Any]:
    gap = width * 0.18
    each = (width - 2 * gap) / max(len(row.values), 1)
    bars = [
        {
            "x": f"{index * width + gap + each * place:.2f}%",
            "width": f"{each * 0.94:.2f}%",
            "y": height_at(value, highest),
            "height": f"{20 + PLOT_HEIGHT - float(height_at(value, highest)):.1f}",
            "series": place + 1,
            "text": text,
            "text_y": f"{float(height_at(value, highest)) - 5:.1f}",
        }
        for place, (value, text) in enumerate(zip(row.values, row.texts, strict=True))
        if value is not None
    ]
    return {
        "label": row.label,
        "href": row.href,
        "bars": bars,
        "centre": f"{(index + 0.5) * width:.2f}%",
        "line": height_at(row.line, highest) if row.line is not None else "",
        "provisional": row.provisional,
        "show_text": show_text,
        "shown": True,
        "text": ", ".join(row.texts),
    }


def _lift_texts(marks: list[dict[str, Any]], target: float) -> None:
    """Write a figure above the line of the target where the line would strike it through."""
    for bar in (bar for mark in marks for bar in mark["bars"]):
        if target - 4 < float(bar["text_y"]) < target + 14:
            bar["text_y"] = f"{target - 5:.1f}"
