"""Kinds of values in requests: what can be stored, and nothing that would surprise anybody later."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from common.forms import tidy_line, tidy_text


class Body(Schema):
    """A request's body: a name that nobody knows is a mistake of the caller, not to be passed over."""

    model_config = ConfigDict(extra="forbid")


def _refuse(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("app", sentence.replace("{", "{{").replace("}", "}}"))  # type: ignore[arg-type]


def _storable(text: str) -> str:
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _refuse(_("This text contains a character that can't be stored."))
    return text


def _day(value: Any) -> date:
    try:
        day = parse_date(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None:
        raise _refuse(_("Give a date like 2026-12-31."))
    if not 1900 <= day.year <= 2200:
        raise _refuse(_("Enter a year between 1900 and 2200."))
    return day


def _moment(value: Any) -> datetime:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise _refuse(_("Give a moment like 2026-12-31T14:05:00+07:00, with its offset."))
    if not 1900 <= moment.year <= 2200:
        raise _refuse(_("Enter a year between 1900 and 2200."))
    return moment.astimezone(UTC)


Id = Annotated[int, Field(ge=1, le=2**63 - 1, strict=False)]
Flag = Annotated[bool, Field(strict=True)]
Money = Annotated[Decimal, Field(max_digits=18, decimal_places=2)]
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=date)]
Moment = Annotated[datetime, BeforeValidator(_moment, json_schema_input_type=datetime)]


def line(longest: int, *, shortest: int = 0) -> Any:
    """One line of text, tidied as forms do it."""
    return _text(tidy_line, shortest, longest)


def text(longest: int) -> Any:
    """Several lines of text."""
    return _text(tidy_text, 0, longest)


def _text(tidy: Callable[[str], str], shortest: int, longest: int) -> Any:
    """A text whose length counts when it is tidied."""

    def fitting(value: str) -> str:
        found = tidy(_storable(value))
        if len(found) < shortest:
            raise _refuse(_("This text must not be empty."))
        if len(found) > longest:
            raise _refuse(_("At most %(limit)s characters fit here.") % {"limit": longest})
        return found

    limits = {"minLength": shortest, "maxLength": longest} if shortest else {"maxLength": longest}
    return Annotated[str, AfterValidator(fitting), Field(json_schema_extra=limits)]
