import datetime as dt

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from common.fields import DateInput
from common.widgets_drawn import QuickRenderer

EVIL = "\"><script>'&"
CHOICES = [
    ("", "All"),
    (1, gettext_lazy("Yes")),
    ("x<y", EVIL),
    ("Group & more", [("a", "A"), (2, format_html("<b>{}</b>", "Two"))]),
    (None, "Nobody"),
]
WIDGETS = [
    *(kind() for kind in (forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.HiddenInput)),
    *(kind() for kind in (forms.TimeInput, forms.DateTimeInput, forms.CheckboxInput, forms.Textarea, DateInput)),
    forms.PasswordInput(render_value=True),
    forms.Select(choices=CHOICES),
    forms.SelectMultiple(choices=CHOICES),
    forms.NullBooleanSelect(),
    forms.RadioSelect(choices=CHOICES),
    forms.SplitDateTimeWidget(),
]
VALUES = [None, "", EVIL, "x<y", 1, True, 12345.5, dt.datetime(2026, 3, 9, 14, 5)]
ATTRS = [{}, {"class": "a b", "required": True, "disabled": False, "data-x": EVIL, "maxlength": 10_000, "id": "id_x"}]


def lines(html):
    return [line for line in html.splitlines() if line.strip()]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("attrs", ATTRS, ids=["bare", "attributes"])
@pytest.mark.parametrize("value", VALUES, ids=str)
def test_a_widget_reads_as_djangos_own_templates_draw_it(widget, attrs, value):
    if isinstance(widget, forms.SelectMultiple | forms.SplitDateTimeWidget):
        value = None if value is None or not isinstance(value, str) else [value, "a"]
    drawn, by_template = (
        widget.render("name & <b>", value, attrs, renderer=renderer)
        for renderer in (QuickRenderer(), TemplatesSetting())
    )
    assert [line.strip() for line in lines(drawn)] == [line.strip() for line in lines(by_template)]
