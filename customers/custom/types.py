"""What the values of each type of field are: one small class per type.

A value passes through four shapes: as people type it (`read`), as a file has it (`read_cell`, `cell`), as JSON has it
(`check`, the shape that is stored), and as screens show it (`shown`). Stored are texts, numbers, true and false, and
lists of texts, so that the database compares and sorts them by what they mean: dates as 2026-12-31, amounts as numbers.
"""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from common import formats
from common.amounts import parse_amount, parse_decimal, parse_whole
from common.errors import AppError
from common.fields import parse_date
from common.forms import tidy_line, tidy_text
from common.phones import parse_phone, phone_display
from customers.enums import FieldType
from customers.models import CustomField

LINE_LIMIT = 500
TEXT_LIMIT = 4000
# JSON numbers are exact to 15 digits wherever they are read.
LARGEST = 10**13
MOST_DECIMALS = {FieldType.INTEGER: 0, FieldType.DECIMAL: 6, FieldType.MONEY: 2}
MOST_DIGITS = 15
YES_WORDS = {"1", "true", "yes", "y", "ya", "benar"}
NO_WORDS = {"0", "false", "no", "n", "tidak", "salah"}
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,16})?")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_is_web_address = URLValidator(schemes=["http", "https"])


class ValueType:
    """A line of text; the base of the others."""

    word = FieldType.TEXT
    longest = LINE_LIMIT

    def read(self, field: CustomField, text: str) -> Any:
        """The value of what somebody typed in the active language; None where there is nothing."""
        text = self.tidied(text)
        return self.check(field, self.parsed(text)) if text else None

    def read_cell(self, field: CustomField, text: str) -> Any:
        """The value of a file's cell. Files know no language: 0.125 is an eighth in each of them."""
        return self.read(field, text)

    def check(self, field: CustomField, value: Any, *, stored: Any = None) -> Any:
        """The value as it is stored. Raises AppError, whose sentence says what is wrong.

        `stored` is the value there is already: keeping it is allowed where giving it anew would not be.
        """
        if not isinstance(value, str):
            raise AppError(_("Enter a text."))
        if _UNSTORABLE.search(value):
            raise AppError(_("This text contains a character that can't be stored. Type it again."))
        value = self.parsed(self.tidied(value))
        limit = field.max_length or self.longest
        if len(value) > limit:
            raise AppError(_("At most %(limit)s characters fit here.") % {"limit": formats.number(limit)})
        return value or None

    def tidied(self, text: str) -> str:
        return tidy_line(text)

    def parsed(self, text: str) -> Any:
        return text

    def shown(self, field: CustomField, value: Any) -> str:
        """The value in words, in the active language."""
        return str(value)

    def typed(self, field: CustomField, value: Any) -> Any:
        """What a form shows to be edited: `read` gives the value back."""
        return self.shown(field, value)

    def cell(self, field: CustomField, value: Any) -> Any:
        """What a file shows: `read_cell` gives the value back."""
        return value


class LongText(ValueType):
    word = FieldType.LONG_TEXT
    longest = TEXT_LIMIT

    def tidied(self, text: str) -> str:
        return tidy_text(text)


class Email(ValueType):
    word = FieldType.EMAIL
    longest = 254

    def parsed(self, text: str) -> str:
        try:
            validate_email(text)
        except ValidationError as error:
            raise AppError(_("Enter an e-mail address like nama@contoh.co.id.")) from error
        return text


class Url(ValueType):
    word = FieldType.URL

    def parsed(self, text: str) -> str:
        address = text if "://" in text else f"https://{text}"
        try:
            _is_web_address(address)
        except ValidationError as error:
            raise AppError(_("Enter a web address like https://www.contoh.co.id.")) from error
        return address


class PhoneNumber(ValueType):
    word = FieldType.PHONE
    longest = 40

    def parsed(self, text: str) -> str:
        number = parse_phone(text) if len(text) <= self.longest else None
        if number is None:
            raise AppError(_("Enter a phone number like 0812-3456-7890, with area code."))
        return number

    def shown(self, field: CustomField, value: Any) -> str:
        return phone_display(value)


class Number(ValueType):
    """Base of the types whose values are numbers; stored as int where there is no fraction, else as float."""

    def check(self, field: CustomField, value: Any, *, stored: Any = None) -> int | float:
        number = _exact(value)
        if number is None:
            raise AppError(self.refusal)
        if abs(number) >= LARGEST:
            raise AppError(_("This number is too large."))
        most = MOST_DECIMALS[self.word]
        if number != round(number, most):
            raise AppError(self.refusal if most == 0 else _("At most %(n)s decimals fit here.") % {"n": most})
        if len(number.normalize().as_tuple().digits) > MOST_DIGITS:
            raise AppError(_("At most %(n)s digits fit here.") % {"n": MOST_DIGITS})
        self.check_bounds(field, number)
        return int(number) if number == int(number) else float(number)

    @property
    def refusal(self) -> str:
        return _("Enter a number like 12,5.") if formats.is_indonesian() else _("Enter a number like 12.5.")

    def check_bounds(self, field: CustomField, number: Decimal) -> None:
        if field.minimum and number < Decimal(field.minimum):
            raise AppError(_("Enter %(bound)s or more.") % {"bound": self.shown(field, Decimal(field.minimum))})
        if field.maximum and number > Decimal(field.maximum):
            raise AppError(_("Enter %(bound)s or less.") % {"bound": self.shown(field, Decimal(field.maximum))})

    def shown(self, field: CustomField, value: Any) -> str:
        exact = Decimal(str(value)).normalize()
        return formats.number(exact, max(0, -int(exact.as_tuple().exponent)))

    def typed(self, field: CustomField, value: Any) -> str:
        return Number.shown(self, field, value)

    def cell(self, field: CustomField, value: Any) -> int | Decimal:
        """A figure that spreadsheets count with."""
        return value if isinstance(value, int) else Decimal(str(value))


class Integer(Number):
    word = FieldType.INTEGER

    @property
    def refusal(self) -> str:
        return _("Enter a whole number.")

    def parsed(self, text: str) -> int:
        number = parse_whole(text)
        if number is None:
            raise AppError(self.refusal)
        return number


class DecimalNumber(Number):
    word = FieldType.DECIMAL

    def parsed(self, text: str) -> Decimal:
        return self._parsed(text, "," if formats.is_indonesian() else ".")

    def read_cell(self, field: CustomField, text: str) -> Any:
        text = self.tidied(text)
        return self.check(field, self._parsed(text, ".")) if text else None

    def _parsed(self, text: str, mark: str) -> Decimal:
        number = parse_decimal(text, mark=mark)
        if number is None:
            raise AppError(self.refusal)
        return number


class Money(Number):
    word = FieldType.MONEY

    @property
    def refusal(self) -> str:
        return _("Enter an amount like 1.250.000.")

    def parsed(self, text: str) -> Decimal:
        number = parse_amount(text)
        if number is None:
            raise AppError(self.refusal)
        return number

    def shown(self, field: CustomField, value: Any) -> str:
        return formats.money(value)

    def typed(self, field: CustomField, value: Any) -> str:
        return formats.number(value, 0 if value == int(value) else 2)


class Day(ValueType):
    """A date, stored as 2026-12-31: such texts sort as the days do."""

    word = FieldType.DATE

    def parsed(self, text: str) -> date:
        day = parse_date(text)
        if day is None:
            raise AppError(_("Enter a date like 31-12-2026."))
        return day

    def check(self, field: CustomField, value: Any, *, stored: Any = None) -> str:
        if isinstance(value, datetime) or not isinstance(value, date | str):
            raise AppError(_("Enter a date like 31-12-2026."))
        day = self.parsed(value) if isinstance(value, str) else value
        if not 1900 <= day.year <= 2200:
            raise AppError(_("Enter a year between 1900 and 2200."))
        text = day.isoformat()
        if field.minimum and text < field.minimum:
            raise AppError(_("Enter %(bound)s or later.") % {"bound": self.shown(field, field.minimum)})
        if field.maximum and text > field.maximum:
            raise AppError(_("Enter %(bound)s or earlier.") % {"bound": self.shown(field, field.maximum)})
        return text

    def shown(self, field: CustomField, value: Any) -> str:
        return formats.longdate(date.fromisoformat(value))

    def typed(self, field: CustomField, value: Any) -> str:
        return f"{date.fromisoformat(value):%d-%m-%Y}"

    def cell(self, field: CustomField, value: Any) -> date:
        return date.fromisoformat(value)


class YesNo(ValueType):
    """Yes and no; who was not asked has no value."""

    word = FieldType.YES_NO

    def parsed(self, text: str) -> bool:
        word = text.lower()
        if word not in YES_WORDS | NO_WORDS:
            raise AppError(_("Answer yes or no."))
        return word in YES_WORDS

    def check(self, field: CustomField, value: Any, *, stored: Any = None) -> bool:
        if not isinstance(value, bool):
            raise AppError(_("Answer yes or no."))
        return value

    def shown(self, field: CustomField, value: Any) -> str:
        return _("Yes") if value else _("No")

    def typed(self, field: CustomField, value: Any) -> str:
        return "yes" if value else "no"

    def cell(self, field: CustomField, value: Any) -> int:
        return int(value)


class Choice(ValueType):
    """One of the field's choices, stored by its value. A retired one can be kept, not chosen anew."""

    word = FieldType.CHOICE

    def check(self, field: CustomField, value: Any, *, stored: Any = None) -> str:
        return self.chosen(field, value, kept=(stored,))

    def chosen(self, field: CustomField, value: Any, *, kept: tuple) -> str:
        found = next((choice for choice in field.all_choices if choice.value == value), None)
        if found is None:
            raise AppError(_("“%(word)s” is none of the choices.") % {"word": _short(value)})
        if not found.is_active and found.value not in kept:
            raise AppError(_("“%(word)s” can't be chosen any more.") % {"word": found.label})
        return found.value

    def read(self, field: CustomField, text: str) -> str | None:
        text = self.tidied(text)
        return self.check(field, words_of(field).get(text.casefold(), text)) if text else None

    def read_cell(self, field: CustomField, text: str) -> str | None:
        """Retired choices too: a file may hold what was noted while they were in use."""
        text = self.tidied(text)
        value = words_of(field).get(text.casefold(), text)
        return self.check(field, value, stored=value) if text else None

    def shown(self, field: CustomField, value: Any) -> str:
        return next((choice.label for choice in field.all_choices if choice.value == value), str(value))

    def typed(self, field: CustomField, value: Any) -> Any:
        return value


class Choices(Choice):
    """Any of the field's choices, stored as a sorted list of their values, each once."""

    word = FieldType.CHOICES

    def check(self, field: CustomField, value: Any, *, stored: Any = None) -> list[str] | None:  # type: ignore[override]
        if not isinstance(value, list | tuple | set):
            raise AppError(_("Give a list of choices."))
        if len(value) > len(field.all_choices):
            raise AppError(_("Give each choice once."))
        kept = tuple(stored or ())
        return sorted({self.chosen(field, one, kept=kept) for one in value}) or None

    def read_cell(self, field: CustomField, text: str) -> Any:
        """Words between semicolons."""
        known = words_of(field)
        words = [word for word in (self.tidied(part) for part in text.split(";")) if word]
        values = [known.get(word.casefold(), word) for word in words]
        return self.check(field, values, stored=values) if values else None

    read = read_cell

    def shown(self, field: CustomField, value: Any) -> str:
        return ", ".join(choice.label for choice in field.all_choices if choice.value in value)

    def cell(self, field: CustomField, value: Any) -> str:
        return "; ".join(value)


_TYPES: Mapping[str, ValueType] = {
    kind.word: kind()
    for kind in (
        ValueType, LongText, Integer, DecimalNumber, Money, Day, YesNo, Choice, Choices, Email, Url, PhoneNumber,
    )
}  # fmt: skip


def value_type(field: CustomField) -> ValueType:
    """How values of this field are read, checked and shown."""
    return _TYPES[field.type]


def words_of(field: CustomField) -> dict[str, str]:
    """Value of a choice by every word it goes under: its value and its labels, in small letters."""
    found: dict[str, str] = {}
    for choice in field.all_choices:
        for word in (choice.label_en, choice.label_id, choice.value):
            found[word.casefold()] = choice.value
    return found


def _exact(value: Any) -> Decimal | None:
    """A finite number of JSON or Python, or a plain figure in a text ("12.50"); None for anything else."""
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, str) and not _PLAIN_NUMBER.fullmatch(value):
        return None
    try:
        number = Decimal(str(value)) if isinstance(value, int | float | str) else value
    except (InvalidOperation, ValueError):  # an int of thousands of digits can't be written out
        return None
    return number if isinstance(number, Decimal) and number.is_finite() else None


def _short(value: Any) -> str:
    text = str(value)[:61]
    return text if len(text) <= 60 else f"{text[:60]}…"
