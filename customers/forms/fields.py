from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from common.forms import PrimaModelForm
from customers.phones import read_phones
from customers.services.tags import spelt

ROWS = 2
END_OF_WORK = time(17)


class ServiceModelForm(PrimaModelForm):
    """Fields of a model whose values go to a service, which checks them; the instance stays as it was read."""

    class Meta:
        abstract = True

    def _post_clean(self) -> None:
        return


class PhonesInput(forms.Widget):
    """One box per number, one to spare, and a button that adds another (without script by sending the form)."""

    template_name = "customers/widgets/phones.html"

    def value_from_datadict(self, data, files, name) -> list[str]:
        rows = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [*rows, ""] if f"add_{name}" in data else rows

    def get_context(self, name, value, attrs) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        rows = list(value or [])
        context["rows"] = rows + [""] * max(1 if rows and rows[-1] else 0, ROWS - len(rows))
        return context


class PhonesField(forms.Field):
    """Phone numbers as typed, tidied, each once."""

    widget = PhonesInput

    def clean(self, value: list[str]) -> list[str]:
        try:
            return [number.typed for number in read_phones(value or [])]
        except AppError as error:
            raise ValidationError(str(error)) from error

    def has_changed(self, initial, data) -> bool:
        return list(initial or []) != [row for row in data or [] if row.strip()]


class ChosenRows(forms.Field):
    """Keys of the lines that were ticked, at most `limit`."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {
        "invalid": _("The form was damaged on its way. Open the page again."),
        "too_many": _("Choose at most %(limit)s at a time."),
    }

    def __init__(self, *, limit: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.limit = limit

    def to_python(self, value: Any) -> list[int]:
        texts = list(dict.fromkeys(value or []))
        if not all(text.isascii() and text.isdecimal() and len(text) < 19 for text in texts):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if len(texts) > self.limit:
            raise ValidationError(self.error_messages["too_many"] % {"limit": self.limit}, code="too_many")
        return [int(text) for text in texts]


def moment_on(day: date | None, now: datetime, clock: time | None = None) -> datetime:
    """A moment for a day that may be named without its hour: now for today (or no day), else noon."""
    if clock is not None:
        return timezone.make_aware(datetime.combine(day or timezone.localdate(now), clock))
    if day is None or day == timezone.localdate(now):
        return now
    return timezone.make_aware(datetime.combine(day, time(12)))


def due_on(day: date, clock: time | None = None) -> datetime:
    """When something is late that is due on a day: at the time that was said, else by the end of work."""
    return timezone.make_aware(datetime.combine(day, clock or END_OF_WORK))


class TagsInput(forms.TextInput):
    """A line of tags between commas; known tags are proposed for the last one."""

    template_name = "customers/widgets/tags.html"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"autocomplete": "off", **(attrs or {})})


class TagsField(forms.CharField):
    """ "vip, hotel" as people type it; cleaned to a list of tags in the spelling they have in the register."""

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_length": 500, "required": False, "widget": TagsInput, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        try:
            return spelt(super().clean(value).split(","))
        except AppError as error:
            raise ValidationError(str(error)) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != [tag.strip() for tag in (data or "").split(",") if tag.strip()]
