"""Promises that nobody keeps: their owners are reminded, then managers are told, by the policy of follow-ups.

Marks and messages are written in one transaction. Promises about confidential complaints are told in messages of their
own, to people named on them alone, and by the number of the complaint only.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from complaints import emails
from complaints.models import Promise, PromiseQuerySet, RestrictedAccess
from complaints.queries import day_start
from customers.models import FollowUpPolicy
from customers.services.escalation import answering_for
from customers.working_days import working_calendar

SHOWN = 20


def send_promise_digests(*, at: datetime) -> tuple[int, int]:
    """Remind and escalate on working days from the hour of the policy on; gives how many promises of each."""
    policy = FollowUpPolicy.load()
    calendar, now = working_calendar(), timezone.localtime(at)
    if not policy.is_active or now.hour < policy.digest_hour or not calendar.is_working_day(now.date()):
        return 0, 0

    def late(working_days: int) -> PromiseQuerySet:
        last_day = calendar.working_days_before(now.date(), working_days)
        rows = Promise.objects.open().filter(due_at__lt=day_start(last_day + timedelta(days=1)))
        return rows.order_by("due_at", "id")

    return remind(late(policy.remind_after), at=at), escalate(late(policy.escalate_after), at=at)


@transaction.atomic
def remind(late: PromiseQuerySet, *, at: datetime) -> int:
    """One message to each owner about what is newly late."""
    rows = _claim(late.filter(reminded_at__isnull=True, owner__is_active=True))
    by_person: dict[tuple[User, bool], list[Promise]] = defaultdict(list)
    for promise in rows:
        if promise.owner is not None:
            by_person[promise.owner, promise.complaint.is_restricted].append(promise)
    _send(by_person, "promises_late")
    Promise.objects.filter(pk__in=[promise.pk for promise in rows]).update(reminded_at=at)
    return len(rows)


@transaction.atomic
def escalate(late: PromiseQuerySet, *, at: datetime) -> int:
    """One message to each manager who answers for what is late too long."""
    rows = _claim(late.filter(escalated_at__isnull=True))
    people = list(User.objects.filter(is_active=True, role__in=[Role.MANAGER, Role.ADMIN]).order_by("pk"))
    named = _named([promise.complaint_id for promise in rows if promise.complaint.is_restricted])
    by_person: dict[tuple[User, bool], list[Promise]] = defaultdict(list)
    for promise in rows:
        for person in _answering(promise, people, named):
            by_person[person, promise.complaint.is_restricted].append(promise)
    _send(by_person, "promises_escalated")
    Promise.objects.filter(pk__in=[promise.pk for promise in rows]).update(escalated_at=at)
    return len(rows)


def _answering(promise: Promise, people: Sequence[User], named: dict[int, list[User]]) -> list[User]:
    """As for follow-ups; of a confidential complaint whoever else is named on it, managers before others."""
    if not promise.complaint.is_restricted:
        return answering_for(promise.owner, people)
    others = [person for person in named[promise.complaint_id] if person.pk != promise.owner_id]
    return [person for person in others if person.is_manager] or others


def _named(complaint_ids: Sequence[int]) -> dict[int, list[User]]:
    found: dict[int, list[User]] = defaultdict(list)
    rows = RestrictedAccess.objects.filter(complaint__in=complaint_ids, user__is_active=True).select_related("user")
    for access in rows.order_by("user_id"):
        found[access.complaint_id].append(access.user)
    return found


def _send(by_person: dict[tuple[User, bool], list[Promise]], name: str) -> None:
    for (person, is_confidential), promises in by_person.items():
        emails.send_promise_digest(
            name, person, promises=promises[:SHOWN], count=len(promises), is_confidential=is_confidential
        )


def _claim(late: PromiseQuerySet) -> list[Promise]:
    """Locked; what another worker has in hand is left to it."""
    rows = late.select_related("owner", "complaint__customer")
    return list(rows.select_for_update(of=("self",), skip_locked=True))
