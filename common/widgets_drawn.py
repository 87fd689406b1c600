"""Boxes and choices of forms, drawn without templates: a page has dozens, and each template costs more than its text.

To a letter (but for line breaks between options) what Django's own templates make of them. Other widgets, and those
with a template of their own, are drawn by their templates.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

BOXES = (
    "text",
    "search",
    "email",
    "url",
    "tel",
    "password",
    "number",
    "date",
    "time",
    "datetime",
    "hidden",
    "checkbox",
)
_FOLDER = "django/forms/widgets/"
_OPTION = f"{_FOLDER}select_option.html"


class QuickRenderer(TemplatesSetting):
    """Setting FORM_RENDERER."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        draw = _DRAWN.get(template_name)
        drawn = draw(context["widget"]) if draw else None
        return super().render(template_name, context, request) if drawn is None else mark_safe(drawn)  # noqa: S308


def _box(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{_attributes(widget)}>'


def _textarea(widget: Mapping[str, Any]) -> str:
    value = _text(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_text(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


def _select(widget: Mapping[str, Any]) -> str | None:
    parts = [f'<select name="{_text(widget["name"])}"{_attributes(widget)}>']
    for group, options, _index in widget["optgroups"]:
        if any(option["template_name"] != _OPTION for option in options):
            return None
        lines = [
            f'<option value="{_text(one["value"])}"{_attributes(one)}>{_text(one["label"])}</option>' for one in options
        ]
        parts += [f'<optgroup label="{_text(group)}">', *lines, "</optgroup>"] if group else lines
    return "\n".join((*parts, "</select>"))


def _attributes(widget: Mapping[str, Any]) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _text(value: Any) -> str:
    return conditional_escape(value if isinstance(value, str) else str(value))


_DRAWN: dict[str, Callable[[Mapping[str, Any]], str | None]] = {
    **{f"{_FOLDER}{name}.html": _box for name in BOXES},
    f"{_FOLDER}textarea.html": _textarea,
    f"{_FOLDER}select.html": _select,
}
