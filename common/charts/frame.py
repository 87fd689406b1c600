"""What every chart is: a title that says the takeaway, a drawing, and a table of the same rows."""

import secrets
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


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
