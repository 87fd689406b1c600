"""Form fields that accept what people type: dates, telephone numbers, amounts of money."""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common import formats
from common.amounts import parse_amount
from common.phones import parse_phone, phone_display

_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan januari january",
            "feb peb februari february",
            "mar maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agt ags agustus aug august",
            "sep sept september",
            "okt oct oktober october",
            "nov nop november",
            "des dec desember december",
        ),
        start=1,
    )
    for name in names.split()
}
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2}|[a-z]+)[-/., ]+(\d{4})")
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def parse_date(text: str) -> date | None:
    """Date in 09-03-2026, 9/3/2026, 9.3.2026, 9 Mar 2026, 9 Maret 2026 or 2026-03-09; None if it is none."""
    text = text.strip().lower()
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), _MONTHS.get(month) or int(month), int(day))
    except ValueError:
        return None


class DateInput(forms.DateInput):
    """A text box that shows dates as 09-03-2026 in both languages."""

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"autocomplete": "off", "class": "input-date", **(attrs or {})}, format="%d-%m-%Y")


class DateField(forms.Field):
    """A date in any shape used in Indonesia, between the years 1900 and 2200."""

    widget = DateInput
    default_error_messages = {
        "invalid": _("Enter a date like 31-12-2026."),
        "range": _("Enter a year between 1900 and 2200."),
    }

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        parsed = value if isinstance(value, date) else parse_date(str(value))
        if parsed is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if not 1900 <= parsed.year <= 2200:
            raise ValidationError(self.error_messages["range"], code="range")
        return parsed

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


def parse_clock(text: str) -> time | None:
    """Clock time in 14:30, 14.30, 1430 or 14; None if it is none."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class ClockField(forms.Field):
    """A time of the day, by the clocks of the business."""

    widget = forms.TimeInput(
        attrs={"autocomplete": "off", "class": "input-time", "inputmode": "decimal"}, format="%H:%M"
    )
    default_error_messages = {"invalid": _("Enter a time like 14:30.")}

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return value or None
        parsed = parse_clock(str(value))
        if parsed is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return parsed

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class PhoneField(forms.CharField):
    """A telephone number; cleaned to E.164 (+6281234567890), shown as people write it."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Enter a phone number like 0812-3456-7890, with area code.")}

    def __init__(self, *, max_length: int = 40, **kwargs: Any):
        super().__init__(max_length=max_length, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text in self.empty_values:
            return self.empty_value
        number = parse_phone(text)
        if number is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number

    def prepare_value(self, value: Any) -> Any:
        return phone_display(value) if isinstance(value, str) and value.startswith("+") else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "") != (parse_phone(data or "") or data or "")


class MoneyField(forms.DecimalField):
    """An amount: "1.250.000", "Rp1.250.000" and "1,250,000.50" are all understood."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num"})
    default_error_messages = {"invalid": _("Enter an amount like 1.250.000.")}

    def __init__(self, *, max_digits: int = 14, decimal_places: int = 2, **kwargs: Any):
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or value.strip() == "":
            return super().to_python(value)
        amount = parse_amount(value)
        if amount is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return amount

    def prepare_value(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, str):
            return value
        return formats.number(value, 0 if value == int(value) else 2)

    shown = prepare_value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}
