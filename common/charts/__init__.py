"""Charts drawn on the server as inline SVG: they print, need no script and stand beside a table of the same rows.

Lengths are percentages of the drawing's width, so text keeps its size on a phone. Geometry is kept as
text because numbers in templates would be written with a decimal comma in Indonesian. A chart without
rows is drawn as one sentence.
"""

from common.charts.bars import Bar, Pair, bars, dumbbell
from common.charts.columns import Column, columns
from common.charts.frame import Chart, Legend, TableRow
from common.charts.network import Tie, network
from common.charts.nps import nps
from common.charts.quadrant import Point, quadrant
from common.charts.trend import Line, trend

__all__ = [
    "Bar", "Chart", "Column", "Legend", "Line", "Pair", "Point", "TableRow", "Tie",
    "bars", "columns", "dumbbell", "network", "nps", "quadrant", "trend",
]  # fmt: skip
