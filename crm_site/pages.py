"""What the pages of the roof show: gathered from the apps below, which don't know of each other."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.palette import actions_of, beginnings_for, find_records, recent_records
from complaints.models import Complaint, Draft
from complaints.queries import due_improvements, due_promises, queue, remedies_to_decide, tab_counts
from complaints.queries.silence import silence_alarms
from customers.queries import coming_days, due_follow_ups, ownerless_follow_ups
from outbox.enums import Status
from outbox.models import Message
from privacy.queries import pressing_breaches, pressing_requests
from retention.enums import Panel
from retention.models import YearResult
from retention.queries.tally import Tally
from retention.wording import points

SHORTEST = 2  # letters or digits that mean something
SHOWN = 8  # rows of each block of the home page
DAYS_SHOWN = timedelta(days=6)


@dataclass(frozen=True)
class Overview:
    """What a manager wants to know before anything else."""

    result: YearResult | None
    rate: float | None
    change: str  # of the rate against the year before, such as "+3.2 points"; empty without one
    remedies: int
    silences: int  # parts of the customers that have become too quiet
    failed_messages: int


def home_of(user: User, at: datetime | None = None) -> dict[str, Any]:
    """Today's work: own open complaints by due time, own follow-ups due today or before, and counts that lead on."""
    at = at or timezone.now()
    return {
        "now": at,
        "today": timezone.localdate(at),
        "counts": tab_counts(user=user, at=at),
        "complaints": _my_complaints(user, at),
        "promises": list(due_promises(user=user, at=at)[:SHOWN]),
        "drafts": list(Draft.objects.unsent_of(user).select_related("complaint", "customer")[:SHOWN]),
        "follow_ups": list(due_follow_ups(user=user, at=at)[:SHOWN]),
        "coming_days": coming_days(
            first=timezone.localdate(at), last=timezone.localdate(at) + DAYS_SHOWN, owner=user, limit=SHOWN
        )[:SHOWN],
        "ownerless": list(ownerless_follow_ups()[:SHOWN]) if user.is_manager else [],
        "overview": _overview(user) if user.is_manager else None,
        "data_requests": list(pressing_requests(user)[:SHOWN]),
        "improvements": list(due_improvements(user, today=timezone.localdate(at))[:SHOWN]),
        "breaches": list(pressing_breaches(user)[:SHOWN]),
    }


def _my_complaints(user: User, at: datetime) -> list[Complaint]:
    return list(queue(user=user, tab="mine", at=at)[:SHOWN])


def _overview(user: User) -> Overview:
    results = list(
        YearResult.objects.filter(panel=Panel.EXTERNAL, version__gte=1)
        .select_related("fiscal_year")
        .order_by("-fiscal_year__starts_on", "-version")
        .distinct("fiscal_year__starts_on")[:2]
    )
    rates = [Tally(opening=result.opening, kept=result.kept).shown_rate for result in results]
    rate, before = (*rates, None, None)[:2]
    return Overview(
        result=results[0] if results else None,
        rate=rate,
        change=points(rate - before) if rate is not None and before is not None else "",
        remedies=remedies_to_decide(user=user).count(),
        silences=silence_alarms(),
        failed_messages=Message.objects.listed().filter(status=Status.FAILED).count(),
    )


def search_of(user: User, text: str, *, limit: int) -> dict[str, Any]:
    """What a text finds and lets one begin; without a text the records opened last and all that can be begun."""
    if len(text) < SHORTEST:
        return {"recent": recent_records(user), "actions": actions_of(user)}
    groups = find_records(user, text, limit=limit)
    is_unknown = all(kind.name != "customers" for kind, _found in groups)
    return {
        "groups": groups,
        "hits": sum(len(found) for _kind, found in groups),
        "actions": [*actions_of(user, text), *(beginnings_for(user, text) if is_unknown else [])],
    }
