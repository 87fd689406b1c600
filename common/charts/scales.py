"""Places and lengths in a drawing, as text: numbers in templates would get a decimal comma in Indonesian."""

import math
from typing import Any

PLOT_HEIGHT = 180


class Scale:
    """Places values on a line from 0 % to 100 %."""

    def __init__(self, low: float, high: float):
        self.low, self.span = float(low), float(high - low) or 1.0

    def position(self, value: float) -> float:
        return min(max((float(value) - self.low) / self.span * 100, 0), 100)

    def at(self, value: float) -> str:
        return f"{self.position(value):.2f}%"

    def width(self, value: float) -> str:
        return f"{abs(self.position(value) - self.position(0)):.2f}%"


def padded(values: list[float]) -> tuple[float, float]:
    pad = (max(values) - min(values)) * 0.18 or 0.5
    return min(values) - pad, max(values) + pad


def nice_top(highest: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten that leaves the highest value room."""
    if highest <= 0:
        return 1
    power = 10 ** math.floor(math.log10(highest))
    return next(step * power for step in (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * power >= highest)


def height_at(value: float, highest: float) -> str:
    return f"{20 + PLOT_HEIGHT * (1 - min(max(float(value) / float(highest), 0), 1)):.1f}"


def segments(places: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Pieces of a line between neighbours that both have a value."""
    return [
        {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
        for (x1, y1), (x2, y2) in zip(places, places[1:], strict=False)
        if y1 and y2
    ]


def thin_labels(marks: list[dict[str, Any]], most: int) -> None:
    """Hide labels under a crowded axis, keeping every second, third ... and the last."""
    every = math.ceil(len(marks) / most)
    for index, mark in enumerate(marks):
        mark["shown"] = (len(marks) - 1 - index) % every == 0 if every else True
