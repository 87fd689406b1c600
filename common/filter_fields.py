"""Fields of filter forms, drawn without templates: lists have thirty of them, which were half of what a page costs.

The result is what `templates/bootstrap5/field.html` makes of them, which still draws those with something wrong in
them and all but plain ones.
"""

from typing import Any

from crispy_forms.layout import Div
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.fields import DateInput

LOOKS: dict[type, str] = {
    forms.Select: "select form-select",
    forms.TextInput: "textinput form-control",
    forms.NumberInput: "numberinput form-control",
    DateInput: "input-date dateinput form-control",
}


class FilterField(Div):
    """One field in a box of its own."""

    def render(self, form: Any, context: Any, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> str:
        (name,) = self.fields
        return drawn(form[name], self.css_class) or super().render(form, context, template_pack, **kwargs)


def drawn(field: forms.BoundField, box: str) -> SafeString | None:
    """A plain field with its label; None where only a template can tell."""
    look = LOOKS.get(type(field.field.widget))
    if look is None or field.errors or field.help_text or not field.label:
        return None
    return format_html(
        '<div{}><div id="div_{}" class="field"><label class="form-label" for="{}">{}</label>{}</div></div>',
        flatatt({"class": box}) if box else "",
        field.auto_id,
        field.id_for_label,
        field.label,
        field.as_widget(attrs={"class": look}),
    )
