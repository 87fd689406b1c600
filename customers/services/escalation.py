"""Follow-ups that nobody does: their owners are reminded, then managers are told. Each step is taken once.

The marks and the messages are written in one transaction, so a worker that dies does both or neither, and two that
run at once never say the same thing twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from common.fiscal import day_start
from customers import emails
from customers.models import FollowUp, FollowUpPolicy
from customers.working_days import working_calendar

# Lines of one message; more are counted and stand on the list.
SHOWN = 20


@dataclass(frozen=True)
class Digests:
    """How many follow-ups led to a step just now."""

    reminded: int = 0
    escalated: int = 0


def send_follow_up_digests(*, at: datetime) -> Digests:
    """Remind and escalate what is due for it, on working days from the hour of the policy on."""
    policy = FollowUpPolicy.load()
    calendar, now = working_calendar(), timezone.localtime(at)
    if not policy.is_active or now.hour < policy.digest_hour or not calendar.is_working_day(now.date()):
        return Digests()

    def late(working_days: int) -> "QuerySet[FollowUp]":
        last_day = calendar.working_days_before(now.date(), working_days)
        before = day_start(last_day + timedelta(days=1), timezone.get_default_timezone())
        return FollowUp.objects.open().filter(due_at__lt=before).order_by("due_at", "id")

    return Digests(remind(late(policy.remind_after), at=at), escalate(late(policy.escalate_after), at=at))


@transaction.atomic
def remind(late: "QuerySet[FollowUp]", *, at: datetime) -> int:
    """One message to each owner about what is newly late; gives how many follow-ups that were."""
    found = late.filter(reminded_at__isnull=True, owner__is_active=True)
    rows = _claim(found)
    by_owner: dict[int, list[int]] = defaultdict(list)
    for pk, owner_id in rows:
        if owner_id is not None:
            by_owner[owner_id].append(pk)
    shown = _in_full(by_owner.values())
    for owner in User.objects.filter(pk__in=by_owner):
        pks = by_owner[owner.pk]
        emails.send_reminder(owner, follow_ups=[shown[pk] for pk in pks[:SHOWN]], count=len(pks))
    FollowUp.objects.filter(pk__in=[pk for pk, _owner in rows]).update(reminded_at=at)
    return len(rows)


@transaction.atomic
def escalate(late: "QuerySet[FollowUp]", *, at: datetime) -> int:
    """One message to each manager who answers for what is late too long; gives how many follow-ups that were."""
    rows = _claim(late.filter(escalated_at__isnull=True))
    owners = User.objects.in_bulk({owner_id for _pk, owner_id in rows if owner_id is not None})
    people = list(User.objects.filter(is_active=True, role__in=[Role.MANAGER, Role.ADMIN]).order_by("pk"))
    by_manager: dict[int, list[int]] = defaultdict(list)
    for pk, owner_id in rows:
        for manager in answering_for(owners.get(owner_id or 0), people):
            by_manager[manager.pk].append(pk)
    shown = _in_full(by_manager.values())
    for manager in people:
        if pks := by_manager.get(manager.pk):
            emails.send_escalation(manager, follow_ups=[shown[pk] for pk in pks[:SHOWN]], count=len(pks))
    FollowUp.objects.filter(pk__in=[pk for pk, _owner in rows]).update(escalated_at=at)
    return len(rows)


def answering_for(owner: User | None, people: Sequence[User]) -> list[User]:
    """The managers of the owner's department; where there is none, all managers; else the administrators.

    Nobody is told of what is their own: somebody else shall know.
    """
    others = [person for person in people if owner is None or person.pk != owner.pk]
    managers = [person for person in others if person.role == Role.MANAGER]
    if owner is not None and owner.department_id:
        own = [person for person in managers if person.department_id == owner.department_id]
        if own:
            return own
    return managers or others


def _claim(found: "QuerySet[FollowUp]") -> list[tuple[int, int | None]]:
    """Key and owner of what is due for a step, locked; what another worker has in hand is left to it."""
    return list(found.select_for_update(of=("self",), skip_locked=True).values_list("pk", "owner_id"))


def _in_full(groups: Iterable[list[int]]) -> dict[int, FollowUp]:
    wanted = {pk for pks in groups for pk in pks[:SHOWN]}
    return FollowUp.objects.select_related("customer", "owner").in_bulk(wanted)
