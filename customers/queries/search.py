"""Finding a customer while the caller is still speaking: one look-up by everything a text may be."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from common.forms import tidy_line
from customers.models import Customer
from customers.phones import PhoneNumber, digits_of, is_run_of_digits, like_patterns, read_phones
from customers.queries.records import with_first_phone

TEXT_LIMIT = 100
# How alike a word must be to what was typed. Lower finds more typing errors and reads many more rows.
WORD_LIKENESS = "0.5"
# Rows each way of searching may bring to the ranking: enough for ten good hits, few enough to sort at once.
CANDIDATES = 300
# Words of a text that are compared; nobody types more of a name.
WORDS = 6

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
    """One way of searching: SQL that gives (record, phone matched), best kept to `CANDIDATES` rows."""

    matched: str
    sql: str
    values: tuple[Any, ...]


_BY_NUMBER = "SELECT id, '' FROM customers_customer WHERE number = %s OR external_id = %s"
_BY_PHONE = "SELECT customer_id, typed FROM customers_phone WHERE digits LIKE ANY(%s) LIMIT %s"
_BY_EMAIL = "SELECT id, '' FROM customers_customer WHERE email <> '' AND lower(email) LIKE %s LIMIT %s"
_BY_NAME_PART = "SELECT id, '' FROM customers_customer WHERE prima_plain(name) LIKE prima_plain(%s) LIMIT %s"
_BY_WORDS = "SELECT id, '' FROM customers_customer WHERE {words} LIMIT %s"
_LIKE_WORD = "prima_plain(name) %%> prima_plain(%s)"
_BY_SAME_NAME = """
SELECT id, '' FROM customers_customer
WHERE prima_plain(name) %%> prima_plain(%s) AND similarity(prima_plain(name), prima_plain(%s)) >= 0.8 LIMIT %s
"""

# Whatever record was hit, its survivor is shown; the way that is surest comes first, then the likest name.
_RANKED = """
SELECT c.id,
       (array_agg(found.matched ORDER BY found.rank))[1],
       coalesce((array_agg(found.phone ORDER BY found.phone = '', found.rank))[1], '')
FROM ({arms}) AS found (rank, matched, id, phone)
JOIN customers_customer AS hit ON hit.id = found.id AND hit.erased_at IS NULL
JOIN customers_customer AS c ON c.id = coalesce(hit.merged_into_id, hit.id) AND c.erased_at IS NULL
WHERE c.id IS DISTINCT FROM %s
GROUP BY c.id
ORDER BY min(found.rank),
         max(word_similarity(prima_plain(%s), prima_plain(hit.name))) DESC,
         max(similarity(prima_plain(%s), prima_plain(hit.name))) DESC,
         min(c.name), c.id
LIMIT %s
"""


def search_customers(text: str, *, limit: int = 10) -> list[CustomerHit]:
    """Current customers by number, any run of three phone digits, e-mail or name (typos, no accents), best first.

    Folded records lead to their survivor, erased ones stay hidden. Three queries, whatever the text is.
    """
    text = tidy_line(text.replace("\x00", ""))[:TEXT_LIMIT]
    return _hits(_arms(text), name=text, limit=limit)


def possible_duplicates(
    *, name: str, phones: Iterable[str] = (), email: str = "", exclude_pk: int | None = None, limit: int = 5
) -> list[CustomerHit]:
    """Records that may be the same customer: the same phone number, e-mail address, or all but the same name."""
    name, email = tidy_line(name.replace("\x00", ""))[:TEXT_LIMIT], tidy_line(email.replace("\x00", ""))
    arms = []
    if numbers := _readable(phones):
        arms.append(_Arm("phone", _BY_PHONE, ([number.digits for number in numbers], CANDIDATES)))
    if email:
        arms.append(_Arm("email", _BY_EMAIL, (_escaped(email.lower()), CANDIDATES)))
    if len(name) >= 4:
        arms.append(_Arm("name", _BY_SAME_NAME, (name, name, CANDIDATES)))
    return _hits(arms, name=name, limit=limit, exclude_pk=exclude_pk)


def _arms(text: str) -> list[_Arm]:
    if len(text) < 2:
        return []
    arms = [_Arm("number", _BY_NUMBER, (_number(text), text))]
    if is_run_of_digits(text):
        return [*arms, _Arm("phone", _BY_PHONE, (like_patterns(text), CANDIDATES))]
    arms.append(_Arm("email", _BY_EMAIL, (f"{_escaped(text.lower())}%", CANDIDATES)))
    if sum(mark.isalnum() for mark in text) >= 3:
        arms.append(_Arm("name", _BY_NAME_PART, (f"%{_escaped(text)}%", CANDIDATES)))
    return [*arms, *_by_words(text)]


def _by_words(text: str) -> list[_Arm]:
    """Names in which every word finds its like, whatever stands between them."""
    words = [word for word in text.split() if sum(mark.isalnum() for mark in word) >= 2][:WORDS]
    if not words:
        return []
    return [_Arm("name", _BY_WORDS.format(words=" AND ".join([_LIKE_WORD] * len(words))), (*words, CANDIDATES))]


def _hits(arms: list[_Arm], *, name: str, limit: int, exclude_pk: int | None = None) -> list[CustomerHit]:
    if not arms:
        return []
    selects = " UNION ALL ".join(
        f"SELECT {rank}, %s, * FROM ({arm.sql}) AS arm{rank}"  # noqa: S608 - arms are our own SQL
        for rank, arm in enumerate(arms)
    )
    values = [value for arm in arms for value in (arm.matched, *arm.values)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)", [WORD_LIKENESS])
        cursor.execute(_RANKED.format(arms=selects), [*values, exclude_pk, name, name, limit])
        found = cursor.fetchall()
    customers: dict[int, Any] = with_first_phone(Customer.objects.select_related("department")).in_bulk(
        [pk for pk, *_rest in found]
    )
    return [
        CustomerHit(customers[pk], matched, phone or customers[pk].first_phone or "") for pk, matched, phone in found
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
