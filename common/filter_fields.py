"""Fields of filter forms, drawn without templates: lists have thirty of them, which were half of what a page costs.

The result is the same to a letter as what templates make of them (`templates/bootstrap5/field.html`), which still draw
whatever is not a plain box or choice, and every field with something wrong in it.
"""

from typing import Any

from crispy_forms.layout import Div
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.forms.utils import flatatt
from django.forms.widgets import Input
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from common.fields import DateInput

SELECTED = mark_safe(" selected")  # noqa: S308 - a constant
BOXES = (forms.TextInput, forms.NumberInput, DateInput)


class FilterField(Div):
    """One field in a box of its own."""

    def render(self, form: Any, context: Any, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> str:
        (name,) = self.fields
        widget = drawn(form[name])
        if widget is None:
            return super().render(form, context, template_pack, **kwargs)
        return format_html(
            '<div{}><div id="div_{}" class="field"><label class="form-label" for="{}">{}</label>{}</div></div>',
            flatatt({"class": self.css_class}) if self.css_class else "",
            form[name].auto_id,
            form[name].id_for_label,
            form[name].label,
            widget,
        )


def drawn(field: forms.BoundField) -> SafeString | None:
    """The control of a plain field; None where only a template can tell."""
    widget = field.field.widget
    if field.errors or field.help_text or not field.label:
        return None
    if type(widget) is forms.Select:
        return _select(field, widget)
    if type(widget) in BOXES:
        return _box(field, widget)
    return None


def _select(field: forms.BoundField, widget: forms.Select) -> SafeString | None:
    choices = [(_text(value), label) for value, label in widget.choices]
    if any(isinstance(label, list | tuple) for _value, label in choices):
        return None
    chosen = _text(field.value())
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED if value == chosen else "", label) for value, label in choices),
    )
    return format_html("<select{}>{}</select>", _attributes(field, widget, "form-select"), options)


def _box(field: forms.BoundField, widget: Input) -> SafeString:
    value = widget.format_value(field.value())
    shown = {} if value is None else {"value": value}
    return format_html("<input{}>", _attributes(field, widget, "form-control", type=widget.input_type, **shown))


def _attributes(field: forms.BoundField, widget: forms.Widget, look: str, **own: Any) -> SafeString:
    attributes = field.build_widget_attrs({}, widget) | {"id": field.auto_id}
    attributes = widget.build_attrs(widget.attrs, attributes)
    looks = (attributes.get("class"), type(widget).__name__.lower(), look)
    attributes["class"] = " ".join(str(name) for name in looks if name)
    return flatatt({"name": field.html_name, **own, **attributes})


def _text(value: Any) -> str:
    return "" if value is None else str(value)
