"""Telephone numbers: read in any shape, stored as E.164, shown as people write them."""

from functools import lru_cache
from urllib.parse import quote

import phonenumbers
from django.conf import settings
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from common.formats import is_indonesian

_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def parse_phone(text: str) -> str | None:
    """E.164 (+6281234567890) of a number typed in any usual shape, or None if it is no number."""
    number = _parsed(text.strip())
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if number else None


@lru_cache(maxsize=4096)
def _parsed(text: str) -> phonenumbers.PhoneNumber | None:
    digits = "".join(character for character in text if character.isdigit())
    code = str(phonenumbers.country_code_for_region(settings.PHONE_REGION))
    international = not text.startswith(("+", "0")) and digits.startswith(code) and len(digits) > 9
    try:
        number = phonenumbers.parse(f"+{digits}" if international else text, settings.PHONE_REGION)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def phone_display(text: str | None) -> str:
    """0812-3456-7890 in Indonesian, +62 812-3456-7890 in English; what is no number is shown as it was typed."""
    if not text:
        return "–"
    number = _parsed(text)
    if number is None:
        return text
    at_home = number.country_code == phonenumbers.country_code_for_region(settings.PHONE_REGION)
    style = PhoneNumberFormat.NATIONAL if at_home and is_indonesian() else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def whatsapp_url(text: str | None, message: str = "") -> str:
    """Address that opens a WhatsApp draft to a mobile number; "" for anything else. Sends nothing by itself."""
    number = _parsed(text) if text else None
    if number is None or phonenumbers.number_type(number) not in _MOBILE:
        return ""
    query = f"?text={quote(message, safe='')}" if message else ""
    return f"https://wa.me/{phonenumbers.format_number(number, PhoneNumberFormat.E164)[1:]}{query}"
