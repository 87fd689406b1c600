"""Finding complaints by number and by words; the gate before confidential ones is inside every statement."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from common.planner import by_index
from complaints.models import Complaint, ComplaintQuerySet, SummaryWord
from customers.models.words import Words
from customers.queries import search_customers
from customers.queries.words import Distance, typed_words

# Common words are found among the newest complaints sooner than all that have them are sorted.
NEWEST = 2_000
# As many as a beginning of a number brings at most.
NUMBERED = 500
# A sum, so that the planner finds by words and then sorts, and never walks from the newest to the oldest for a few.
NEWEST_FIRST = ((F("received_at") + timedelta(0)).desc(), "-id")


def search_complaints(*, user: User, text: str, limit: int = 10) -> list[Complaint]:
    """Complaints by number (also its figures alone) or by words of the summary, typing errors allowed; newest first."""
    visible = Complaint.objects.visible_to(user)
    by_number = _by_number(text)
    with by_index() as cursor:
        words = _meant(cursor, text)
        found = _by_numbers(visible, by_number, limit) if by_number else []
        if words and len(found) < limit:
            found += _by_words(visible, words, limit)
    return list({complaint.pk: complaint for complaint in found}.values())[:limit]


def matching(text: str, *, customers: bool = False) -> Q:
    """Condition for complaints that a few typed words or figures mean; with `customers` by its customer too."""
    with by_index() as cursor:
        words = _meant(cursor, text)
    found = _by_number(text)
    if words:
        found |= Q(pk__in=_having(Complaint.objects.all(), words).values("pk"))
    if customers:
        found |= Q(customer__in=[hit.pk for hit in search_customers(text, limit=50)])
    return found or Q(pk__in=[])


def _meant(cursor: Any, text: str) -> list[list[str]]:
    """For each typed word those it may mean; empty when one means nothing. Figures alone mean themselves: room 205."""
    if text.strip().isdecimal():
        return [[text.strip()]]
    meanings = [word.within(Distance.INSIDE) for word in typed_words(cursor, text, SummaryWord)]
    return meanings if all(meanings) else []


def _having(rows: ComplaintQuerySet, words: Sequence[Sequence[str]]) -> ComplaintQuerySet:
    conditions = [Q(words__overlap=meanings) for meanings in words]
    return rows.alias(words=Words(F("summary"))).filter(*conditions)


def _by_numbers(visible: ComplaintQuerySet, by_number: Q, limit: int) -> list[Complaint]:
    some = visible.filter(by_number).order_by().values_list("pk", flat=True)[:NUMBERED]
    return _newest(visible.filter(pk__in=list(some)), limit)


def _by_words(visible: ComplaintQuerySet, words: Sequence[Sequence[str]], limit: int) -> list[Complaint]:
    having = _having(visible, words)
    since = newest_since()
    found = _newest(having.filter(received_at__gte=since), limit) if since else []
    return found if len(found) == limit else _newest(having, limit)


def newest_since() -> datetime | None:
    """Since when the newest complaints came in, among which common words are looked for; None where there are few."""
    rows = Complaint.objects.order_by("-received_at", "-id").values_list("received_at", flat=True)
    return next(iter(rows[NEWEST : NEWEST + 1]), None)


def _newest(rows: ComplaintQuerySet, limit: int) -> list[Complaint]:
    return list(rows.select_related("customer").order_by(*NEWEST_FIRST)[:limit])


def _by_number(text: str) -> Q:
    """What "482", "2026-00482" or the beginning of a number may mean; an empty condition when it can be none."""
    text = text.strip().upper()
    if text.startswith("K-"):
        return Q(reference__startswith=text)
    if not text.isascii():
        return Q()
    if dated := re.fullmatch(r"(20\d\d)-(\d{1,9})", text):
        return Q(reference=f"K-{dated[1]}-{dated[2]:0>5}")
    if text.isdigit():
        return Q(reference__in=_references_ending(text))
    return Q()


def _references_ending(digits: str) -> list[str]:
    """K-2026-00482 of this year or one of the years before."""
    this_year = timezone.localdate().year
    return [f"K-{year}-{digits:0>5}" for year in range(this_year - 9, this_year + 1)]
