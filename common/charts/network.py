"""Who gives to whom."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.charts.frame import Chart, TableRow

LABEL_CHARACTERS = 26
NETWORK_ROW = 44


@dataclass(frozen=True)
class Tie:
    """Somebody at one side of a network, and what ties it to the middle."""

    label: str
    texts: tuple[str, ...]
    href: str = ""


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
            "label": textwrap.shorten(tie.label, LABEL_CHARACTERS, placeholder="…"),
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
