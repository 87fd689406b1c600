"""The net promoter score as a gauge above the bar of the three groups."""

import math

from django.utils.translation import gettext as _

from common import formats
from common.charts.frame import Chart, Legend, TableRow


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


def _gauge(score: float) -> str:
    """Arc from the middle (score 0, at the top) to the score, on a circle of radius 90 around (120, 110)."""
    angle = math.radians(90 - score * 0.9)
    x, y = 120 + 90 * math.cos(angle), 110 - 90 * math.sin(angle)
    return f"M120 20A90 90 0 0 {1 if score >= 0 else 0} {x:.2f} {y:.2f}"
