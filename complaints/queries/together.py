"""What a complaint has to do with others, as far as a person may know of both."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import User
from complaints.models import Complaint, ComplaintLink, ComplaintMerge


@dataclass(frozen=True)
class Linked:
    """Another complaint and why it is named here."""

    complaint: Complaint
    kind: Any


@dataclass(frozen=True)
class Company:
    """The links of a complaint, and what was merged into it with whether that can be taken back."""

    linked: list[Linked]
    merges: list[tuple[ComplaintMerge, bool]]


def company_of(complaint: Complaint, *, user: User, at: datetime) -> Company:
    """Three queries."""
    links = ComplaintLink.objects.filter(Q(lower=complaint.pk) | Q(higher=complaint.pk))
    others = {link.higher_id if link.lower_id == complaint.pk else link.lower_id: link for link in links}
    visible = Complaint.objects.visible_to(user).filter(pk__in=others).order_by("-received_at", "-id")
    merges = ComplaintMerge.objects.filter(survivor=complaint.pk, undone_at=None).select_related("duplicate")
    return Company(
        [Linked(one, others[one.pk].get_kind_display()) for one in visible],
        [(merge, merge.can_be_undone(at)) for merge in merges.order_by("-merged_at")],
    )


def survivor_of(reference: str, *, user: User) -> Complaint | None:
    """Where a complaint that was merged goes on, if this person may know of that."""
    duplicate = Complaint.objects.filter(reference=reference, pk__in=ComplaintMerge.duplicates()).first()
    if duplicate is None:
        return None
    return Complaint.objects.visible_to(user).filter(pk=ComplaintMerge.final(duplicate).pk).first()
