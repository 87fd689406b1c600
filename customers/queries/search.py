"""Finding a customer while the caller is still speaking: one look-up by everything a text may be."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from common.forms import tidy_line
from common.planner import by_index
from customers.models import Customer, NameWord
from customers.phones import PhoneNumber, beginnings_of, digits_of, is_run_of_digits, read_phones
from customers.queries.records import with_first_phone
from customers.queries.words import OPTIONAL, Distance, TypedWord, add_far_meanings, respaced, typed_words

TEXT_LIMIT = 100
# Rows each way of searching may bring to the ranking: enough for ten good hits, few enough to sort at once.
CANDIDATES = 100

MATCHED = {
    "number": _("number"),
    "phone": _("phone number"),
    "email": _("e-mail address"),
    "name": _("name"),
}


@dataclass(frozen=True)
class CustomerHit:
    """A current record that answers the search, with the phone number that matched or else the first one."""

    customer: Customer
    matched: str
    phone: str = ""

    @property
    def pk(self) -> int:
        return self.customer.pk

    @property
    def url(self) -> str:
        return self.customer.get_absolute_url()

    @property
    def matched_label(self) -> Any:
        return MATCHED[self.matched]


@dataclass(frozen=True)
class _Arm:
    """One way of searching: SQL that gives (record, phone matched), at most `limit` of them."""

    matched: str
    sql: str
    values: tuple[Any, ...]
    place: int  # in the order of hits; what is found by name is in `NAMES` and sorted by likeness
    limit: int = CANDIDATES


@dataclass(frozen=True)
class _Row:
    """What an arm found: the record that was hit, and the one to show."""

    place: int
    matched: str
    pk: int
    name: str
    name_words: list[str]
    city_words: list[str]
    phone: str


NUMBER, WHOLE, END, BEGINNING, INSIDE, NAMES, GUESS = range(7)

_BY_NUMBER = "SELECT id, '' FROM customers_customer WHERE number = %s OR external_id = %s"
_BY_WHOLE_PHONE = "SELECT customer_id, typed FROM customers_phone WHERE digits = ANY(%s)"
_BY_BEGINNING = "SELECT customer_id, typed FROM customers_phone WHERE digits LIKE %s"
_BY_END = "SELECT customer_id, typed FROM customers_phone WHERE reverse(digits) LIKE %s"
_BY_RUN = "SELECT customer_id, typed FROM customers_phone WHERE digits LIKE %s"
_BY_EMAIL = "SELECT id, '' FROM customers_customer WHERE email <> '' AND lower(email) LIKE %s"
_BY_NAME = """
SELECT id, '' FROM customers_customer WHERE prima_plain(name) LIKE prima_plain(%s)
ORDER BY prima_plain(name) USING ~<~, id"""
_BY_NAME_ALONE = "SELECT id, '' FROM customers_customer WHERE prima_plain(name) = ANY(%s)"
_BY_WORDS = "SELECT id, '' FROM customers_customer WHERE {words}"
_HAS_ONE = "prima_words(name || ' ' || city) && %s"

# Whatever record was hit, its survivor is shown.
_FOUND = """
SELECT found.place, found.matched, c.id, hit.name, prima_words(hit.name), prima_words(hit.city), found.phone
FROM ({arms}) AS found (place, matched, id, phone)
JOIN customers_customer AS hit ON hit.id = found.id AND hit.erased_at IS NULL
JOIN customers_customer AS c ON c.id = coalesce(hit.merged_into_id, hit.id) AND c.erased_at IS NULL
"""
_ALL_BUT_THE_NAME = _FOUND + " WHERE similarity(prima_plain(hit.name), prima_plain(%s)) >= 0.8"


def search_customers(text: str, *, limit: int = 10) -> list[CustomerHit]:
    """Current customers by number, any run of three phone digits, e-mail or name and city (typos, no accents).

    Best first. Folded records lead to their survivor, erased ones stay hidden.
    """
    text = tidy_line(text.replace("\x00", ""))[:TEXT_LIMIT]
    if len(text) < 2:
        return []
    with by_index() as cursor:
        ranked = _by_digits(cursor, text, limit) if is_run_of_digits(text) else _by_text(cursor, text, limit)
    return _hits(ranked[:limit])


def possible_duplicates(
    *, name: str, phones: Iterable[str] = (), email: str = "", exclude_pk: int | None = None, limit: int = 5
) -> list[CustomerHit]:
    """Records that may be the same customer: the same phone number, e-mail address, or all but the same name."""
    name, email = tidy_line(name.replace("\x00", ""))[:TEXT_LIMIT], tidy_line(email.replace("\x00", ""))
    arms = []
    if numbers := _readable(phones):
        arms.append(_Arm("phone", _BY_WHOLE_PHONE, ([number.digits for number in numbers],), WHOLE))
    if email:
        arms.append(_Arm("email", _BY_EMAIL, (_escaped(email.lower()),), END))
    with by_index() as cursor:
        rows = _found(cursor, arms)
        words: list[TypedWord] = []
        if len(name) >= 4:
            words = typed_words(cursor, name, NameWord)
            rows += _namesakes(cursor, name, words, limit)
    ranked = [row for row in _ranked(rows, words, name) if row.pk != exclude_pk]
    return _hits(ranked[:limit])


def _by_digits(cursor: Any, text: str, limit: int) -> list[_Row]:
    """By the end of a phone number as people tell it, by its beginning, and by what is inside while that is short."""
    run, beginnings = digits_of(text), beginnings_of(text)
    rows = _found(
        cursor,
        [
            _by_number(text),
            _Arm("phone", _BY_WHOLE_PHONE, ([run, *beginnings],), WHOLE),
            _Arm("phone", _BY_END, (f"{run[::-1]}%",), END, limit=max(limit, CANDIDATES)),
            *(_Arm("phone", _BY_BEGINNING, (f"{start}%",), BEGINNING) for start in beginnings),
        ],
    )
    if len({row.pk for row in rows}) < limit:
        rows += _found(cursor, [_Arm("phone", _BY_RUN, (f"%{run}%",), INSIDE, limit=max(limit, CANDIDATES))])
    return _ranked(rows, [], text)


def _by_text(cursor: Any, text: str, limit: int) -> list[_Row]:
    """By number, e-mail and the beginning of the name; then by words, ever less exactly while there is too little."""
    words = typed_words(cursor, text, NameWord)
    needed = [word for word in words if word.text not in OPTIONAL] or words
    rows = _found(cursor, [_by_number(text), _begins_with(text, limit), *_by_email(text)])
    _add_by_words(rows, cursor, needed, limit, (Distance.SAME, Distance.BEGINS, Distance.INSIDE))
    return _ranked(rows or _guesses(cursor, words, needed, limit), words, text)


def _add_by_words(
    rows: list[_Row], cursor: Any, words: Sequence[TypedWord], limit: int, distances: Iterable[Distance], *extra: Any
) -> None:
    """Names that have all the words, ever less exactly as long as there are too few records."""
    tried: list[_Arm] = []
    for distance in distances:
        arms = _like(words, limit, distance)
        if arms != tried and len({row.pk for row in rows}) < limit:
            rows += _found(cursor, arms, *extra)
            tried = arms


def _guesses(cursor: Any, words: Sequence[TypedWord], needed: Sequence[TypedWord], limit: int) -> list[_Row]:
    """What might be meant when nothing is like the text: other spaces, worse mistakes, one word of three forgiven."""
    if not words:
        return []
    ways = respaced(cursor, words, NameWord)
    if rows := _found(cursor, [arm for way in ways for arm in _like(way, limit, Distance.SAME)]):
        return rows
    add_far_meanings(cursor, words, NameWord)
    if rows := _found(cursor, _like(needed, limit, Distance.FAR)):
        return rows
    return _found(cursor, [arm for way in _all_but_one(needed) for arm in _like(way, limit, Distance.FAR)])


def _by_number(text: str) -> _Arm:
    return _Arm("number", _BY_NUMBER, (_number(text), text), NUMBER)


def _by_email(text: str) -> list[_Arm]:
    if " " in text or len(text) < 3:
        return []
    return [_Arm("email", _BY_EMAIL, (f"{_escaped(text.lower())}%",), WHOLE if "@" in text else GUESS)]


def _begins_with(name: str, limit: int) -> _Arm:
    return _Arm("name", _BY_NAME, (f"{_escaped(name)}%",), NAMES, max(limit, CANDIDATES))


def _like(words: Sequence[TypedWord], limit: int, distance: Distance) -> list[_Arm]:
    """Names in which every word finds its like, whatever stands between them; none when a word means nothing."""
    meanings = [word.within(distance) for word in words]
    if not meanings or not all(meanings):
        return []
    sql = _BY_WORDS.format(words=" AND ".join([_HAS_ONE] * len(meanings)))
    rows = CANDIDATES if distance == Distance.SAME else 2 * CANDIDATES
    return [_Arm("name", sql, tuple(meanings), NAMES, max(limit, rows))]


def _all_but_one(words: Sequence[TypedWord]) -> list[list[TypedWord]]:
    """Each way to forgive one word of three or more."""
    if len(words) < 3:
        return []
    return [[word for word in words if word is not forgiven] for forgiven in words]


def _namesakes(cursor: Any, name: str, words: Sequence[TypedWord], limit: int) -> list[_Row]:
    """Records with all but the same name; of a single word only those that have no other."""
    alike = (_ALL_BUT_THE_NAME, name)
    rows = _found(cursor, [_begins_with(name, limit)], *alike)
    if len(words) == 1:
        alone = _Arm("name", _BY_NAME_ALONE, (words[0].within(Distance.SLIP),), NAMES)
        return rows + _found(cursor, [alone], *alike)
    _add_by_words(rows, cursor, words, limit, (Distance.SAME, Distance.SLIP), *alike)
    return rows


def _found(cursor: Any, arms: Sequence[_Arm], sql: str = _FOUND, *values: Any) -> list[_Row]:
    if not arms:
        return []
    selects = " UNION ALL ".join(
        f"(SELECT {arm.place}, '{arm.matched}', arm.* FROM ({arm.sql} LIMIT {arm.limit}) AS arm)"  # noqa: S608
        for arm in arms
    )
    cursor.execute(sql.format(arms=selects), [*(value for arm in arms for value in arm.values), *values])
    return [_Row(*found) for found in cursor.fetchall()]


def _ranked(rows: Iterable[_Row], words: Sequence[TypedWord], text: str) -> list[_Row]:
    """Each record once, the surest and likeliest first."""
    beginning = text.casefold()

    def order(row: _Row) -> tuple[Any, ...]:
        if row.place != NAMES:
            return (row.place, row.phone == "", row.name, row.pk)
        distance = sum(min(word.distance_to(row.name_words), word.distance_to(row.city_words) + 1) for word in words)
        begins = row.name.casefold().startswith(beginning)
        return (NAMES, distance, not begins, len(row.name_words), row.name, row.pk)

    best: dict[int, _Row] = {}
    for row in sorted(rows, key=order):
        best.setdefault(row.pk, row)
    return list(best.values())


def _hits(rows: Sequence[_Row]) -> list[CustomerHit]:
    customers: dict[int, Any] = with_first_phone(Customer.objects.select_related("department")).in_bulk(
        [row.pk for row in rows]
    )
    return [
        CustomerHit(customers[row.pk], row.matched, row.phone or customers[row.pk].first_phone or "")
        for row in rows
        if row.pk in customers
    ]


def _number(text: str) -> str:
    """A customer number however it is said: "p-4711", "P-004711" and "4711" are the same."""
    if re.fullmatch(r"[pP]?-?\d{1,18}", text) and text.isascii():
        return f"P-{digits_of(text).lstrip('0').rjust(6, '0')}"
    return text.upper()


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _readable(texts: Iterable[str]) -> list[PhoneNumber]:
    """The numbers among what was typed so far; a half-typed one is no reason to complain."""
    numbers = []
    for text in texts:
        try:
            numbers += read_phones([text])
        except AppError:
            continue
    return numbers
