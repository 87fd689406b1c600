"""Charts drawn on the server as inline SVG: they print, need no script and stand beside a table of the same rows.

Lengths are percentages of the drawing's width, so text keeps its size on a phone. Geometry is kept as
text because numbers in templates would be written with a decimal comma in Indonesian. A chart without
rows is drawn as one sentence.
"""

import math
import secrets
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from common import formats

ROW_HEIGHT = 30
LABEL_CHARACTERS = 21
PLOT_HEIGHT = 180
NETWORK_ROW = 44


@dataclass(frozen=True)
class TableRow:
    """A line of the table under a chart; `href` leads to the records behind it."""

    label: str
    cells: tuple[str, ...]
    href: str = ""


@dataclass(frozen=True)
class Legend:
    """What a mark means: `mark` is "s1".."s4", "s0", "hollow", "hatched", "line" or "target"."""

    mark: str
    label: str


@dataclass(frozen=True)
class Chart:
    """What `{% chart %}` draws. `title` is the takeaway in words, `plot` the geometry of one kind of chart."""

    kind: str
    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[TableRow, ...]
    plot: dict[str, Any]
    legend: tuple[Legend, ...] = ()
    uid: str = field(default_factory=lambda: f"chart-{secrets.token_hex(4)}")

    template = "components/charts/frame.html"

    @property
    def plot_template(self) -> str:
        return f"components/charts/{self.kind}.html"

    @cached_property
    def is_linked(self) -> bool:
        """Links inside an image are out of a screen reader's reach, so a linked drawing is a group."""
        return any(row.href for row in self.rows)


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


@dataclass(frozen=True)
class Line:
    """A series of a trend; None leaves a gap. `text` writes a value."""

    label: str
    values: tuple[float | None, ...]
    series: int = 1


@dataclass(frozen=True)
class Tie:
    """Somebody at one side of a network, and what ties it to the middle."""

    label: str
    texts: tuple[str, ...]
    href: str = ""


@dataclass(frozen=True)
class Point:
    """A numbered point of a quadrant chart."""

    label: str
    x: float
    y: float
    x_text: str
    y_text: str
    href: str = ""


def bars(*, title: str, rows: Sequence[Bar], value_name: str, note: str = "", cut_after: int | None = None) -> Chart:
    """Horizontal bars from zero. `cut_after` draws the 80 % mark of a Pareto chart under that many rows."""
    values = [value for row in rows for value in (row.value, row.before) if value is not None]
    scale = _Scale(min([0.0, *values]), max([0.0, *values]))
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
    scale = _Scale(*(span or (min(values) - pad, max(values) + pad)))
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
    highest = top or _nice_top(max([*drawn, target or 0], default=0))
    width = 100 / max(len(rows), 1)
    show_text = len(names) == 1 and len(rows) <= 12
    marks = [_column_mark(row, index, width, highest, show_text) for index, row in enumerate(rows)]
    _thin_labels(marks, 14 if all(len(row.label) <= 3 for row in rows) else 7)
    if target is not None:
        _lift_texts(marks, float(_height_at(target, highest)))
    plot = {
        "marks": marks,
        "height": PLOT_HEIGHT + 40,
        "base": 20 + PLOT_HEIGHT,
        "label_y": PLOT_HEIGHT + 36,
        "target": _height_at(target, highest) if target is not None else "",
        "target_text": target_text,
        "segments": _segments([(mark["centre"], mark["line"]) for mark in marks]),
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


def trend(
    *,
    title: str,
    labels: Sequence[str],
    lines: Sequence[Line],
    write: Any = formats.number,
    note: str = "",
    target: float | None = None,
    target_text: str = "",
    top: float | None = None,
) -> Chart:
    """Lines over time; `write` turns a value into text (formats.percent, formats.number)."""
    drawn = [value for line in lines for value in line.values if value is not None]
    highest = top or _nice_top(max([*drawn, target or 0], default=0))
    step = 100 / max(len(labels), 1)
    centres = [f"{(index + 0.5) * step:.2f}%" for index in range(len(labels))]
    series = [
        {
            "series": line.series,
            "segments": _segments(
                [
                    (x, _height_at(value, highest) if value is not None else "")
                    for x, value in zip(centres, line.values, strict=False)
                ]
            ),
            "points": [
                {"x": x, "y": _height_at(value, highest), "text": write(value), "label": label}
                for x, value, label in zip(centres, line.values, labels, strict=False)
                if value is not None
            ],
        }
        for line in lines
    ]
    ticks = [{"y": _height_at(highest * part, highest), "text": write(highest * part)} for part in (0, 0.5, 1)]
    marks = [{"centre": x, "label": label, "shown": True} for x, label in zip(centres, labels, strict=True)]
    _thin_labels(marks, 12)
    plot = {
        "series": series,
        "marks": marks,
        "ticks": ticks,
        "height": PLOT_HEIGHT + 40,
        "label_y": PLOT_HEIGHT + 36,
        "target": _height_at(target, highest) if target is not None else "",
    }
    table = [
        TableRow(
            label, tuple(write(line.values[index]) if index < len(line.values) else formats.NOTHING for line in lines)
        )
        for index, label in enumerate(labels)
    ]
    legend = [Legend(f"s{line.series}", line.label) for line in lines] if len(lines) > 1 else []
    legend += [Legend("target", target_text)] if target is not None else []
    return Chart("trend", title, note, tuple(line.label for line in lines), tuple(table), plot, tuple(legend))


def quadrant(
    *,
    title: str,
    points: Sequence[Point],
    cut: tuple[float, float],
    x_name: str,
    y_name: str,
    corners: tuple[str, str, str, str],
    note: str = "",
) -> Chart:
    """Numbered points in four fields; `corners` names them: upper left, upper right, lower left, lower right."""
    across = _Scale(*_padded([*(point.x for point in points), cut[0]]))
    up = _Scale(*_padded([*(point.y for point in points), cut[1]]))
    height = 300
    marks = [
        {
            "number": index,
            "label": point.label,
            "href": point.href,
            "x": across.at(point.x),
            "y": f"{100 - up.position(point.y):.2f}%",
            "text": f"{x_name} {point.x_text}, {y_name} {point.y_text}",
        }
        for index, point in enumerate(points, start=1)
    ]
    plot = {
        "marks": marks,
        "height": height,
        "frame": height - 26,
        "cut_x": across.at(cut[0]),
        "cut_y": f"{100 - up.position(cut[1]):.2f}%",
        "corners": corners,
        "x_name": x_name,
        "y_name": y_name,
    }
    table = [
        TableRow(f"{index}. {point.label}", (point.x_text, point.y_text), point.href)
        for index, point in enumerate(points, start=1)
    ]
    return Chart("quadrant", title, note, (x_name, y_name), tuple(table), plot)


def network(
    *,
    title: str,
    middle: str,
    left: Sequence[Tie],
    right: Sequence[Tie],
    left_name: str,
    right_name: str,
    note: str = "",
) -> Chart:
    """Who gives to the one in the middle (left), and to whom it gives (right)."""
    rows = max(len(left), len(right), 1)
    height = rows * NETWORK_ROW + 28
    centre = 28 + rows * NETWORK_ROW / 2
    marks = [
        {
            "href": tie.href,
            "side": side,
            "label": textwrap.shorten(tie.label, LABEL_CHARACTERS + 5, placeholder="…"),
            "full": f"{tie.label}: {', '.join(tie.texts)}",
            "text": textwrap.shorten(", ".join(tie.texts), 36, placeholder="…"),
            "y": f"{y:.1f}",
            "label_y": f"{y - 3:.1f}",
            "text_y": f"{y + 12:.1f}",
        }
        for side, ties in (("left", left), ("right", right))
        for tie, y in ((tie, 28 + (place + 0.5) * rows / len(ties) * NETWORK_ROW) for place, tie in enumerate(ties))
    ]
    plot = {
        "marks": marks,
        "height": height,
        "middle": [
            {"text": line, "y": f"{centre + 5 + 15 * (index - (len(lines) - 1) / 2):.1f}"}
            for lines in [textwrap.wrap(middle, 16, max_lines=3, placeholder="…") or [""]]
            for index, line in enumerate(lines)
        ],
        "centre": f"{centre:.1f}",
        "box_y": f"{centre - 30:.1f}",
        "left_name": left_name,
        "right_name": right_name,
    }
    table = [
        TableRow(tie.label, (name, ", ".join(tie.texts)), tie.href)
        for name, ties in ((left_name, left), (right_name, right))
        for tie in ties
    ]
    return Chart("network", title, note, (_("Direction"), _("Services")), tuple(table), plot)


def nps(*, title: str, detractors: int, passives: int, promoters: int, note: str = "", href: str = "") -> Chart:
    """Half-circle gauge from -100 to 100 with its 95 % interval, above the bar of the three groups.

    Below 30 answers there is the bar alone, because the score would be noise.
    """
    count = detractors + passives + promoters
    shares = [part / count if count else 0 for part in (detractors, passives, promoters)]
    score = (shares[2] - shares[0]) * 100
    spread = 1.96 * math.sqrt((shares[2] + shares[0] - (shares[2] - shares[0]) ** 2) / count) * 100 if count else 0
    names = (_("Detractors (0-6)"), _("Passives (7-8)"), _("Promoters (9-10)"))
    texts = [formats.percent(share, 0) for share in shares]
    starts = [0, shares[0], shares[0] + shares[1]]
    parts = [
        {
            "x": f"{start * 100:.2f}%",
            "width": f"{share * 100:.2f}%",
            "middle": f"{(start + share / 2) * 100:.2f}%",
            "text": text if share >= 0.08 else "",
            "series": series,
            "label": name,
            "full_text": text,
        }
        for start, share, text, series, name in zip(starts, shares, texts, (2, 0, 1), names, strict=True)
    ]
    plot = {
        "gauge": _gauge(score) if count >= 30 else "",
        "score": formats.number(score),
        "spread": _("± %(spread)s, n = %(count)s") % {"spread": formats.number(spread), "count": formats.number(count)},
        "parts": parts,
        "count": _("n = %(count)s") % {"count": formats.number(count)},
    }
    counts = (detractors, passives, promoters)
    table = (
        [
            TableRow(name, (formats.number(number), text), href)
            for name, number, text in zip(names, counts, texts, strict=True)
        ]
        if count
        else []
    )
    legend = tuple(Legend(f"s{series}", name) for series, name in zip((2, 0, 1), names, strict=True))
    return Chart("nps", title, note, (_("Answers"), _("Share")), tuple(table), plot, legend)


class _Scale:
    """Places values on a line from 0 % to 100 %."""

    def __init__(self, low: float, high: float):
        self.low, self.span = float(low), float(high - low) or 1.0

    def position(self, value: float) -> float:
        return min(max((float(value) - self.low) / self.span * 100, 0), 100)

    def at(self, value: float) -> str:
        return f"{self.position(value):.2f}%"

    def width(self, value: float) -> str:
        return f"{abs(self.position(value) - self.position(0)):.2f}%"


def _padded(values: list[float]) -> tuple[float, float]:
    pad = (max(values) - min(values)) * 0.18 or 0.5
    return min(values) - pad, max(values) + pad


def _nice_top(highest: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten that leaves the highest value room."""
    if highest <= 0:
        return 1
    power = 10 ** math.floor(math.log10(highest))
    return next(step * power for step in (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * power >= highest)


def _height_at(value: float, highest: float) -> str:
    return f"{20 + PLOT_HEIGHT * (1 - min(max(float(value) / float(highest), 0), 1)):.1f}"


def _column_mark(row: Column, index: int, width: float, highest: float, show_text: bool) -> dict[str, Any]:
    gap = width * 0.18
    each = (width - 2 * gap) / max(len(row.values), 1)
    bars = [
        {
            "x": f"{index * width + gap + each * place:.2f}%",
            "width": f"{each * 0.94:.2f}%",
            "y": _height_at(value, highest),
            "height": f"{20 + PLOT_HEIGHT - float(_height_at(value, highest)):.1f}",
            "series": place + 1,
            "text": text,
            "text_y": f"{float(_height_at(value, highest)) - 5:.1f}",
        }
        for place, (value, text) in enumerate(zip(row.values, row.texts, strict=True))
        if value is not None
    ]
    return {
        "label": row.label,
        "href": row.href,
        "bars": bars,
        "centre": f"{(index + 0.5) * width:.2f}%",
        "line": _height_at(row.line, highest) if row.line is not None else "",
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


def _thin_labels(marks: list[dict[str, Any]], most: int) -> None:
    """Hide labels under a crowded axis, keeping every second, third ... and the last."""
    every = math.ceil(len(marks) / most)
    for index, mark in enumerate(marks):
        mark["shown"] = (len(marks) - 1 - index) % every == 0 if every else True


def _segments(places: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Pieces of a line between neighbours that both have a value."""
    return [
        {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
        for (x1, y1), (x2, y2) in zip(places, places[1:], strict=False)
        if y1 and y2
    ]


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


def _gauge(score: float) -> str:
    """Arc from the middle (score 0, at the top) to the score, on a circle of radius 90 around (120, 110)."""
    angle = math.radians(90 - score * 0.9)
    x, y = 120 + 90 * math.cos(angle), 110 - 90 * math.sin(angle)
    return f"M120 20A90 90 0 0 {1 if score >= 0 else 0} {x:.2f} {y:.2f}"
