"""Numbered points in four fields."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.charts.frame import Chart, TableRow
from common.charts.scales import Scale, padded


@dataclass(frozen=True)
class Point:
    """A numbered point of a quadrant chart."""

    label: str
    x: float
    y: float
    x_text: str
    y_text: str
    href: str = ""


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
    across = Scale(*padded([*(point.x for point in points), cut[0]]))
    up = Scale(*padded([*(point.y for point in points), cut[1]]))
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
