"""How numbers, money and moments are written for people, in the language that is active.

Every function takes None (or "") and answers an en dash, so templates need no guards.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

NOTHING = "–"
_SWAP_SEPARATORS = str.maketrans(",.", ".,")
_ZONES_BY_HOURS = {7: "WIB", 8: "WITA", 9: "WIT"}
_SCALES = ((10**12, "T", "T"), (10**9, "M", "B"), (10**6, "jt", "M"), (10**3, "rb", "K"))
_DECIMALS_OF_CURRENCY = {"IDR": 0, "JPY": 0, "KRW": 0, "VND": 0}

Numeric = int | float | Decimal | str | None


def is_indonesian() -> bool:
    """Whether the active language is Indonesian."""
    return (get_language() or settings.LANGUAGE_CODE).startswith("id")


def number(value: Numeric, decimals: int = 0) -> str:
    """1.234.567,89 in Indonesian, 1,234,567.89 in English; halves round away from zero."""
    exact = _decimal(value)
    if exact is None:
        return NOTHING
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0
    text = f"{rounded:,.{decimals}f}"
    return text.translate(_SWAP_SEPARATORS) if is_indonesian() else text


def percent(ratio: Numeric, decimals: int = 1) -> str:
    """A ratio between 0 and 1 as 87,3% or 87.3%."""
    exact = _decimal(ratio)
    return NOTHING if exact is None else f"{number(exact * 100, decimals)}%"


def money(value: Numeric, currency: str = "") -> str:
    """Rp1.234.567 in Indonesian, IDR 1,234,567 in English; other currencies keep their code."""
    exact = _decimal(value)
    if exact is None:
        return NOTHING
    code = currency or settings.DEFAULT_CURRENCY
    sign = "-" if exact < 0 else ""
    return f"{sign}{_currency_mark(code)}{number(abs(exact), _DECIMALS_OF_CURRENCY.get(code, 2))}"


def compact(value: Numeric) -> str:
    """1,2 jt or 1.2M: for tiles and axes, never where the exact figure counts."""
    exact = _decimal(value)
    if exact is None:
        return NOTHING
    for size, indonesian, english in _SCALES:
        # 999,950 would be written "1,000.0 thousand": it already belongs to the millions.
        if abs(exact) * 20_000 >= size * 19_999:
            scaled = (exact / size).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
            text = number(scaled, 0 if scaled == scaled.to_integral_value() else 1)
            return f"{text} {indonesian}" if is_indonesian() else f"{text}{english}"
    return number(exact, 0 if exact == exact.to_integral_value() else 1)


def compact_money(value: Numeric, currency: str = "") -> str:
    """Rp1,2 M (miliar) or IDR 1.2B."""
    exact = _decimal(value)
    if exact is None:
        return NOTHING
    sign = "-" if exact < 0 else ""
    return f"{sign}{_currency_mark(currency or settings.DEFAULT_CURRENCY)}{compact(abs(exact))}"


def longdate(value: date | datetime | None) -> str:
    """9 Maret 2026 / 9 March 2026, in local time."""
    return _dated(value, "j F Y")


def shortdate(value: date | datetime | None) -> str:
    """9 Mar 2026, for tables."""
    return _dated(value, "j M Y")


def clock(value: datetime | None) -> str:
    """14.05 WIB / 14:05 WIB: the zone is named because the country has three."""
    if not value:
        return NOTHING
    local = _local(value)
    return f"{local:%H.%M} {zone_name(local)}" if is_indonesian() else f"{local:%H:%M} {zone_name(local)}"


def clock_with_seconds(value: datetime) -> str:
    """14.05.12 in Indonesian, 14:05:12 in English; local time, its zone being known."""
    return f"{_local(value):%H.%M.%S}" if is_indonesian() else f"{_local(value):%H:%M:%S}"


def moment(value: datetime | None) -> str:
    """9 Mar 2026 14.05 WIB / 9 Mar 2026, 14:05 WIB."""
    if not value:
        return NOTHING
    return f"{shortdate(value)}{' ' if is_indonesian() else ', '}{clock(value)}"


def zone_name(local: datetime) -> str:
    """WIB, WITA or WIT by offset; elsewhere the zone's own short name."""
    offset = local.utcoffset() or timedelta()
    return _ZONES_BY_HOURS.get(offset // timedelta(hours=1)) or local.tzname() or ""


def relative(value: datetime | None, now: datetime | None = None) -> str:
    """ "5 menit lalu", "dalam 2 jam", "kemarin"; beyond 30 days the date."""
    if not value:
        return NOTHING
    now = now or timezone.now()
    seconds = int((now - value).total_seconds())
    days = (_local(now).date() - _local(value).date()).days
    if abs(seconds) < 60:
        return _("just now")
    if abs(days) > 30:
        return shortdate(value)
    if abs(days) == 1 and abs(seconds) >= 6 * 3600:
        return _("yesterday") if days > 0 else _("tomorrow")
    return _span(abs(seconds), abs(days), past=seconds > 0)


def _span(seconds: int, days: int, *, past: bool) -> str:
    # Days are counted by the calendar: what comes the day after tomorrow is not due "in 1 day".
    if seconds < 3600:
        count, unit = seconds // 60, ngettext("%(count)s minute", "%(count)s minutes", seconds // 60)
    elif seconds < 86400:
        count, unit = seconds // 3600, ngettext("%(count)s hour", "%(count)s hours", seconds // 3600)
    else:
        count, unit = days, ngettext("%(count)s day", "%(count)s days", days)
    span = unit % {"count": count}
    template = pgettext("relative time", "%(span)s ago") if past else pgettext("relative time", "in %(span)s")
    return template % {"span": span}


def _currency_mark(code: str) -> str:
    return "Rp" if code == "IDR" and is_indonesian() else f"{code} "


def _dated(value: date | datetime | None, style: str) -> str:
    if not value:
        return NOTHING
    return date_format(_local(value) if isinstance(value, datetime) else value, style)


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else timezone.make_aware(value)


def _decimal(value: Numeric) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return None
    return exact if exact.is_finite() else None
