"""Telephone numbers of customers: what is stored of one, and how a part of one is looked for."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberType

from common.errors import AppError
from common.forms import tidy_line
from common.phones import parse_phone

TYPED_LIMIT = 40
DIGITS_LIMIT = 20
SHORTEST_RUN = 3
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_PHONE_MARKS = re.compile(r"[\d\s+().\-/–]+")


@dataclass(frozen=True)
class PhoneNumber:
    """One number as `Phone` stores it; `e164` is empty where the number plan does not know it (an extension, say)."""

    typed: str
    digits: str
    e164: str = ""
    is_mobile: bool = False


def read_phone(text: str) -> PhoneNumber:
    """What to store of a number as typed.

    `digits` are the national digits without 0 or the home country's code; a foreign number keeps its country code.
    Raises AppError (field `phones`) for what can't be a number.
    """
    if "\x00" in text:
        raise AppError(_("This text contains a character that can't be stored. Type it again."), field="phones")
    typed = tidy_line(text)
    if len(typed) > TYPED_LIMIT:
        raise AppError(
            _("Enter a phone number of at most %(limit)s characters.") % {"limit": TYPED_LIMIT}, field="phones"
        )
    e164 = parse_phone(typed)
    if e164:
        return _known_number(typed, e164)
    digits = _without_trunk(digits_of(typed))
    if not SHORTEST_RUN <= len(digits) <= DIGITS_LIMIT:
        raise AppError(
            _("“%(typed)s” is no phone number: it needs between 3 and 20 digits.") % {"typed": typed}, field="phones"
        )
    return PhoneNumber(typed=typed, digits=digits)


def _known_number(typed: str, e164: str) -> PhoneNumber:
    number = phonenumbers.parse(e164)
    national = phonenumbers.national_significant_number(number)
    digits = national if number.country_code == _home_code() else e164[1:]
    return PhoneNumber(typed, digits, e164, phonenumbers.number_type(number) in _MOBILE)


def read_phones(texts: "list[str] | tuple[str, ...]") -> list[PhoneNumber]:
    """Numbers in the order typed, blanks left out, the same number in two notations once."""
    numbers = (read_phone(text) for text in texts if text.strip())
    return list({number.digits: number for number in reversed(list(numbers))}.values())[::-1]


def digits_of(text: str) -> str:
    """The digits of a text, also those of other scripts, as 0-9."""
    return "".join(str(unicodedata.digit(mark)) for mark in text if mark.isdecimal())


def is_run_of_digits(text: str) -> bool:
    """Whether a text can only be (part of) a phone number: digits and the marks written between them."""
    return bool(_PHONE_MARKS.fullmatch(text)) and len(digits_of(text)) >= SHORTEST_RUN


def beginnings_of(text: str) -> list[str]:
    """What `digits` may begin with, in whichever notation a run of digits was cut from.

    A run may begin inside 0, 62, +62 or 0062; what follows such a beginning is the start of the national number.
    """
    run = digits_of(text)
    rests = {run[len(trunk) :] for trunk in _trunk_ends() if run.startswith(trunk)}
    return [run, *sorted(rest for rest in rests if len(rest) >= 2)]


def _trunk_ends() -> set[str]:
    code = str(_home_code())
    trunks = ("0", code, f"{code}0", f"00{code}")
    return {trunk[start:] for trunk in trunks for start in range(len(trunk))}


def _without_trunk(digits: str) -> str:
    code = str(_home_code())
    if digits.startswith("0"):
        return digits.lstrip("0")
    return digits.removeprefix(code) if len(digits) > 9 else digits


def _home_code() -> int:
    return phonenumbers.country_code_for_region(settings.PHONE_REGION)
