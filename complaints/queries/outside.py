"""Where a customer can turn who does not accept our answer: the next level inside, and bodies outside."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from complaints.enums import Decision, EntryKind, Status, Verdict
from complaints.models import CarePolicy, Complaint, OutsideBody


@dataclass(frozen=True)
class WaysOn:
    policy: CarePolicy
    bodies: list[OutsideBody]

    @property
    def next_level(self) -> str:
        return self.policy.next_level


def bodies_for(sector: str) -> "QuerySet[OutsideBody]":
    """Bodies that are responsible for organisations like ours."""
    return OutsideBody.objects.filter(Q(sector=sector) | Q(sector=""), is_active=True).order_by("position", "id")


def ways_on(complaint: Complaint) -> WaysOn | None:
    """What is told when we did not grant what was asked for, or the customer refused our answer; else nothing."""
    if not is_disputed(complaint):
        return None
    policy = CarePolicy.load()
    return WaysOn(policy, list(bodies_for(policy.sector)))


def is_disputed(complaint: Complaint) -> bool:
    """Whether customer and organisation do not agree, or may not."""
    if complaint.status == Status.REFUSED or complaint.verdict == Verdict.REFUSED:
        return True
    if complaint.verdict == Verdict.ACCEPTED:
        return False
    if complaint.decision in (Decision.REFUSED, Decision.PARTLY) and not complaint.is_open:
        return True
    last_word = Q(kind=EntryKind.STATUS, old_value=Status.REFUSED, new_value=Status.CLOSED)
    return complaint.status == Status.CLOSED and complaint.entries.filter(last_word).exists()
