"""Lines over time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from common import formats
from common.charts.frame import Chart, Legend, TableRow
from common.charts.scales import PLOT_HEIGHT, height_at, nice_top, segments, thin_labels


@dataclass(frozen=True)
class Line:
    """A series of a trend; None leaves a gap. `text` writes a value."""

    label: str
    values: tuple[float | None, ...]
    series: int = 1


def trend(
    *,
    title: str,
    labels: Sequence[str],
    lines: Sequence[Line],
    write: Callable[[Any], str] = formats.number,
    note: str = "",
    target: float | None = None,
    target_text: str = "",
    top: float | None = None,
    hrefs: Sequence[str] = (),
) -> Chart:
    """Lines over time; `write` turns a value into text (formats.percent, formats.number).

    `hrefs` lead from the lines of the table to what is behind them.
    """
    drawn = [value for line in lines for value in line.values if value is not None]
    highest = top or nice_top(max([*drawn, target or 0], default=0))
    step = 100 / max(len(labels), 1)
    centres = [f"{(index + 0.5) * step:.2f}%" for index in range(len(labels))]
    series = [_drawn(line, centres, labels, highest, write) for line in lines]
    ticks = [{"y": height_at(highest * part, highest), "text": write(highest * part)} for part in (0, 0.5, 1)]
    marks = [{"centre": x, "label": label, "shown": True} for x, label in zip(centres, labels, strict=True)]
    thin_labels(marks, 12)
    plot = {
        "series": series,
        "marks": marks,
        "ticks": ticks,
        "height": PLOT_HEIGHT + 40,
        "label_y": PLOT_HEIGHT + 36,
        "target": height_at(target, highest) if target is not None else "",
    }
    table = [
        TableRow(
            label,
            tuple(write(line.values[index]) if index < len(line.values) else formats.NOTHING for line in lines),
            hrefs[index] if hrefs else "",
        )
        for index, label in enumerate(labels)
    ]
    legend = [Legend(f"s{line.series}", line.label) for line in lines] if len(lines) > 1 else []
    legend += [Legend("target", target_text)] if target is not None else []
    return Chart("trend", title, note, tuple(line.label for line in lines), tuple(table), plot, tuple(legend))


def _drawn(
    line: Line, centres: Sequence[str], labels: Sequence[str], highest: float, write: Callable[[Any], str]
) -> dict[str, Any]:
    """The pieces of a line and its points."""
    heights = [height_at(value, highest) if value is not None else "" for value in line.values]
    points = zip(centres, heights, line.values, labels, strict=False)
    return {
        "series": line.series,
        "segments": segments(list(zip(centres, heights, strict=False))),
        "points": [
            {"x": x, "y": y, "text": write(value), "label": label} for x, y, value, label in points if value is not None
        ],
    }
