"""From the text of a cell to a value for COPY: small functions that are cheap where cells look as they should.

Each takes the cell's text and gives the value, None for a blank cell, or raises BadCell.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils.translation import override
from phonenumbers import PhoneMetadata

from common.amounts import parse_amount
from common.errors import AppError
from common.fields import parse_date
from common.forms import tidy_line, tidy_text
from common.spreadsheets import unquoted
from customers.imports.reasons import BadCell
from customers.phones import PhoneNumber, read_phone

Parse = Callable[[str], Any]

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]").search
_PLAIN_AMOUNT = re.compile(r"[0-9]{1,16}(\.[0-9]{1,2})?").fullmatch
_PLAIN_EMAIL = re.compile(
    r"[a-z0-9_+%-]+(?:\.[a-z0-9_+%-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}", re.IGNORECASE
).fullmatch
_CURRENCY = re.compile(r"[A-Z]{3}").fullmatch
_YES = {"1", "true", "yes", "y", "ya", "benar"}
_NO = {"0", "false", "no", "n", "tidak", "salah"}
# Most cells hold an Indonesian number, for which the patterns of the number plan are enough: the full parser, which
# knows every country's habits, takes thirty times as long.
_PLAN = PhoneMetadata.metadata_for_region("ID")
_IS_MOBILE = re.compile(_PLAN.mobile.national_number_pattern, re.ASCII).fullmatch
_IS_FIXED = re.compile(_PLAN.fixed_line.national_number_pattern, re.ASCII).fullmatch
_NATIONAL = re.compile(r"(?:\+?62|0)([1-9][0-9]{6,11})").fullmatch
_EXTENSION = re.compile(r"[1-9][0-9]{2,5}").fullmatch
_PHONE_MARKS = str.maketrans("", "", " -.()/")
_TYPED_LIMIT = 40
_SHOWN = 60
_LARGEST = Decimal(10) ** 16
_DAY_AND_CLOCK = re.compile(r"(.+?)[ ,T]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?")
# A day without a clock is put where no time zone can move it to another day.
_NOON = time(12)
_TAG_MARKS = re.compile(r"[,;|\n]")
_TAG_LIMIT = 40
_TAGS_LIMIT = 50


def plain(cell: str) -> str:
    """The cell as typed: our quoting taken off, nothing in it that is no text."""
    if _UNSTORABLE(cell):
        if cell.startswith("\x00#"):
            raise BadCell("sheet_error", shown(cell[2:]))
        raise BadCell("formula" if cell.startswith("\x00=") else "not_text")
    return unquoted(cell)


def shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def line(limit: int) -> Parse:
    """One line of text, tidied as forms do it."""

    def parse(cell: str) -> str | None:
        text = plain(cell)
        text = " ".join(text.split()) if text.isascii() else tidy_line(text)
        if len(text) > limit:
            raise BadCell("too_long", limit)
        return text or None

    return parse


def lines(limit: int) -> Parse:
    """Several lines of text."""

    def parse(cell: str) -> str | None:
        text = tidy_text(plain(cell))
        if len(text) > limit:
            raise BadCell("too_long", limit)
        return text or None

    return parse


def choice(words: type[TextChoices]) -> Parse:
    """One of our words, or its label in either language: "internal", "Internal", "mrs", "Ibu"."""
    return word({str(value): label for value, label in words.choices})


def word(labels: Mapping[str, Any]) -> Parse:
    """One of the words that have these labels, or the label in either language."""
    exact = {value: value for value in labels}

    @cache
    def allowed() -> dict[str, str]:
        found = {}
        for language, _name in settings.LANGUAGES:
            with override(language):
                found |= {str(label).casefold(): value for value, label in labels.items()}
        return found | exact

    def parse(cell: str) -> str | None:
        if cell in exact:
            return cell
        text = " ".join(plain(cell).split())
        if not text:
            return None
        value = allowed().get(text.casefold())
        if value is None:
            raise BadCell("choice", shown(text))
        return value

    return parse


def tags(cell: str) -> str | None:
    """Labels divided by comma, semicolon, bar or line, as an array for COPY."""
    found = dict.fromkeys(filter(None, map(tidy_line, _TAG_MARKS.split(plain(cell)))))
    if len(found) > _TAGS_LIMIT:
        raise BadCell("too_many", _TAGS_LIMIT)
    if any(len(tag) > _TAG_LIMIT for tag in found):
        raise BadCell("too_long", _TAG_LIMIT)
    return "{" + ",".join(map(json.dumps, found)) + "}" if found else None


def flag(cell: str) -> str | None:
    text = plain(cell).strip().lower()
    if text in _YES:
        return "t"
    if text in _NO:
        return "f"
    if text:
        raise BadCell("flag", shown(text))
    return None


def day(cell: str) -> str | None:
    """A date in any usual shape, day before month."""
    text = plain(cell).strip()
    if not text:
        return None
    parsed = _iso_day(text) or parse_date(text)
    if parsed is None and (found := _DAY_AND_CLOCK.fullmatch(text)):
        parsed = parse_date(found[1])  # other programs write a clock after every date
    if parsed is None:
        raise BadCell("date", shown(text))
    if not 1900 <= parsed.year <= 2200:
        raise BadCell("date_range", parsed.isoformat())
    return parsed.isoformat()


def _iso_day(text: str) -> date | None:
    """The date of 2026-12-31; None for everything else, also for the rarer shapes of the standard."""
    try:
        return date.fromisoformat(text) if len(text) == 10 and text[4] == "-" else None
    except ValueError:
        return None


def moment(cell: str) -> str | None:
    """A moment in ISO 8601 with its offset."""
    return _moment(cell, zone=None)


def moment_in(zone: tzinfo) -> Parse:
    """A moment in ISO 8601, or a day and a clock in any usual shape; without an offset it is of `zone`."""

    def parse(cell: str) -> str | None:
        return _moment(cell, zone)

    return parse


def _moment(cell: str, zone: tzinfo | None) -> str | None:
    text = plain(cell).strip()
    if not text:
        return None
    parsed = _iso_moment(text) or (_local_moment(text) if zone else None)
    if parsed is None:
        raise BadCell("moment", shown(text))
    if parsed.tzinfo is None:
        if zone is None:
            raise BadCell("no_offset", shown(text))
        parsed = parsed.replace(tzinfo=zone)
    if not 1900 <= parsed.year <= 2200:
        raise BadCell("date_range", shown(text))
    return parsed.isoformat()


def _iso_moment(text: str) -> datetime | None:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed.replace(hour=12) if len(text) <= 10 and parsed.tzinfo is None else parsed


def _local_moment(text: str) -> datetime | None:
    """Day before month, then perhaps a clock: 31/12/2026 14.05, 31 Des 2026 14:05:09."""
    found = _DAY_AND_CLOCK.fullmatch(text)
    on = parse_date(found[1] if found else text)
    if on is None:
        return None
    try:
        clock = time(int(found[2]), int(found[3]), int(found[4] or 0)) if found else _NOON
    except ValueError:
        return None
    return datetime.combine(on, clock)


def amount(cell: str) -> str | None:
    if _PLAIN_AMOUNT(cell):
        return cell
    text = plain(cell).strip()
    if not text:
        return None
    value = parse_amount(text)
    if value is None:
        raise BadCell("amount", shown(text))
    if value < 0:
        raise BadCell("negative", shown(text))
    if value >= _LARGEST:
        raise BadCell("amount_range", shown(text))
    return str(value)


def currency(cell: str) -> str | None:
    text = plain(cell).strip().upper()
    if text and not _CURRENCY(text):
        raise BadCell("currency", shown(text))
    return text or None


def email(cell: str) -> str | None:
    text = plain(cell).strip()
    if text and (len(text) > 254 or not (_PLAIN_EMAIL(text) or _is_email(text))):
        raise BadCell("email", shown(text))
    return text or None


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def phone(cell: str) -> str | None:
    """JSON of what a row of Phone holds: as typed, digits, E.164, whether it is a mobile number."""
    text = " ".join(plain(cell).split())
    if not text:
        return None
    number = _phone_number(text) if len(text) <= _TYPED_LIMIT else None
    if number is None:
        raise BadCell("phone", shown(text))
    return json.dumps([number.typed, number.digits, number.e164, number.is_mobile])


def _phone_number(text: str) -> PhoneNumber | None:
    bare = text.translate(_PHONE_MARKS)
    national = _NATIONAL(bare)
    if national and settings.PHONE_REGION == "ID":
        is_mobile = bool(_IS_MOBILE(national[1]))
        if is_mobile or _IS_FIXED(national[1]):
            return PhoneNumber(text, national[1], f"+62{national[1]}", is_mobile)
    try:
        number = read_phone(text)
    except AppError:
        return None
    return number if number.e164 or _EXTENSION(bare) else None
