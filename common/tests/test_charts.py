import re

import pytest
from django.template import Context, Template
from django.utils import translation

from common import charts, formats

HOSTILE = '<script>alert("x")</script>'


def drawn(figure):
    with translation.override("id"):
        return Template("{% load prima %}{% chart figure %}").render(Context({"figure": figure}))


def every_kind(label, value, href):
    return [
        charts.bars(
            title=label, value_name="n", rows=[charts.Bar(label, value, "x", 3, href, value, "y")], cut_after=1
        ),
        charts.dumbbell(
            title=label, now_name="a", before_name="b", rows=[charts.Pair(label, value, None, "x", "–", 3, href)]
        ),
        charts.columns(
            title=label,
            names=["a"],
            rows=[charts.Column(label, (value,), ("x",), href, True, value, "y")],
            target=0.5,
            target_text="t",
        ),
        charts.trend(
            title=label,
            labels=[label, "b"],
            lines=[charts.Line(label, (value, None)), charts.Line("c", ())],
            target=0.5,
        ),
        charts.quadrant(
            title=label,
            x_name="x",
            y_name="y",
            cut=(0, 0),
            corners=("A", "B", "C", label),
            points=[charts.Point(label, value, value, "x", "y", href)],
        ),
        charts.nps(title=label, detractors=10, passives=10, promoters=int(abs(value)) % 100 + 15, href=href),
    ]


@pytest.mark.parametrize("value", [0.0, 0.873, -12.5, 1e12])
def test_every_chart_obeys_the_content_policy_and_shows_a_table(value):
    for figure in every_kind(HOSTILE, value, "/list/?a=1&b=2"):
        page = drawn(figure)
        assert "<script" not in page
        assert "style=" not in page
        assert "<details>" in page
        assert "Tampilkan sebagai tabel" in page
        assert not re.search(r'(?:x|y|cx|cy|width|height|x1|x2|y1|y2)="[^"]*,', page)
        assert "nan" not in page


def test_a_chart_without_rows_is_a_sentence():
    empty = [
        charts.bars(title="t", value_name="n", rows=[]),
        charts.dumbbell(title="t", now_name="a", before_name="b", rows=[]),
        charts.columns(title="t", names=["a"], rows=[]),
        charts.trend(title="t", labels=[], lines=[]),
        charts.quadrant(title="t", x_name="x", y_name="y", cut=(3, 3), corners=("A", "B", "C", "D"), points=[]),
        charts.nps(title="t", detractors=0, passives=0, promoters=0),
    ]
    for figure in empty:
        page = drawn(figure)
        assert "Belum ada data." in page
        assert "<svg" not in page


def test_linked_marks_are_reachable_and_unlinked_drawings_are_one_image():
    linked = drawn(charts.bars(title="t", value_name="n", rows=[charts.Bar("a", 1, "1", href="/a/")]))
    plain = drawn(charts.bars(title="t", value_name="n", rows=[charts.Bar("a", 1, "1")]))
    assert 'role="group"' in linked
    assert 'aria-label="a: 1"' in linked
    assert 'role="img"' in plain


def test_bars_below_zero_grow_to_the_left():
    figure = charts.bars(title="t", value_name="n", rows=[charts.Bar("a", -1, "-1"), charts.Bar("b", 3, "3")])
    below, above = figure.plot["marks"]
    assert (below["x"], below["width"], figure.plot["zero"]) == ("0.00%", "25.00%", "25.00%")
    assert (above["x"], above["width"]) == ("25.00%", "75.00%")


def test_an_open_year_is_hatched_and_called_provisional():
    rows = [charts.Column("2025", (0.8,), ("80%",)), charts.Column("2026", (0.5,), ("50%",), provisional=True)]
    page = drawn(charts.columns(title="t", names=["Retensi"], rows=rows))
    assert page.count('class="hatched"') == 2
    assert "2026 (sementara)" in page


def test_the_gauge_waits_for_thirty_answers():
    assert "gauge" not in drawn(charts.nps(title="t", detractors=9, passives=10, promoters=10))
    page = drawn(charts.nps(title="t", detractors=10, passives=10, promoters=20))
    assert "± 26, n = 40" in page
    assert ">25<" in page


def test_trends_write_values_with_the_given_format():
    figure = charts.trend(title="t", labels=["Jan"], lines=[charts.Line("a", (0.5,))], write=formats.percent, top=1)
    assert "50,0%" in drawn(figure)
