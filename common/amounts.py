"""Amounts of money and other numbers as people type them."""

import re
from decimal import Decimal

_CURRENCY = re.compile(r"^(?:rp\.?|idr)\s*", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:([.,\s'])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d{1,2})?")
_PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?")
_WHOLE = re.compile(r"\d+|\d{1,3}(?:([.,\s'])\d{3})(?:\1\d{3})*")
_OTHER_MARK = {",": ".", ".": ","}


def parse_amount(text: str) -> Decimal | None:
    """Value of "1.250.000", "Rp1.250.000", "1,250,000.50" or "1250000,5"; None if it is no amount.

    Money has at most two decimals, so a mark before exactly three digits always groups thousands,
    whichever language is active: "1.250" and "1,250" are both one thousand two hundred and fifty.
    """
    text, sign = _unsigned(text)
    text = _CURRENCY.sub("", text).removesuffix(",-").removesuffix(",–").strip()
    parts = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", text)
    if parts is None or not text.isascii() or not (_GROUPED.fullmatch(text) or _PLAIN.fullmatch(text)):
        return None
    whole, cents = parts.groups()
    digits = re.sub(r"\D", "", whole)
    return sign * Decimal(f"{digits}.{cents or 0}")


def parse_whole(text: str) -> int | None:
    """Value of "1250", "1.250" or "-1,250,000"; None if it is no whole number."""
    text, sign = _unsigned(text)
    return sign * int(re.sub(r"\D", "", text)) if text.isascii() and _WHOLE.fullmatch(text) else None


def parse_decimal(text: str, *, mark: str) -> Decimal | None:
    """Value of "1250,5", "1.250,5" or "1,250.5"; None if it is no number.

    `mark` is the decimal mark of the language, "," or "."; it decides what "1.250" means. Where only one reading is
    possible, the other language's way of writing is understood too.
    """
    text, sign = _unsigned(text)
    for decimal, group in ((mark, _OTHER_MARK[mark]), (_OTHER_MARK[mark], mark)):
        found = re.fullmatch(rf"(\d+|[1-9]\d{{0,2}}(?:[{group}\s']\d{{3}})+)(?:[{decimal}](\d+))?", text, re.ASCII)
        if found:
            whole, fraction = found.groups()
            return sign * Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{fraction or 0}")
    return None


def _unsigned(text: str) -> tuple[str, int]:
    text = text.strip()
    return text.lstrip("-−").strip(), -1 if text.startswith(("-", "−")) else 1
