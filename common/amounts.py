"""Amounts of money as people type them."""

import re
from decimal import Decimal

_CURRENCY = re.compile(r"^(?:rp\.?|idr)\s*", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:([.,\s'])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d{1,2})?")
_PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?")


def parse_amount(text: str) -> Decimal | None:
    """Value of "1.250.000", "Rp1.250.000", "1,250,000.50" or "1250000,5"; None if it is no amount.

    Money has at most two decimals, so a mark before exactly three digits always groups thousands,
    whichever language is active: "1.250" and "1,250" are both one thousand two hundred and fifty.
    """
    text = text.strip()
    negative = text.startswith(("-", "−"))
    text = _CURRENCY.sub("", text.lstrip("-−").strip()).removesuffix(",-").removesuffix(",–").strip()
    parts = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", text)
    if parts is None or not text.isascii() or not (_GROUPED.fullmatch(text) or _PLAIN.fullmatch(text)):
        return None
    whole, cents = parts.groups()
    digits = re.sub(r"\D", "", whole)
    value = Decimal(f"{digits}.{cents or 0}")
    return -value if negative else value
