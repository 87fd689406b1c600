from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from accounts.models import User
from complaints.enums import RemedyStatus
from complaints.models import Complaint, Remedy
from customers.models import Customer


def visible_remedies(*, user: User) -> QuerySet[Remedy]:
    """Remedies of complaints this person may know of."""
    visible = Complaint.objects.visible_to(user).values("pk")
    return Remedy.objects.filter(complaint__in=visible).select_related(
        "complaint__customer", "proposed_by", "decided_by"
    )


def remedies_to_decide(*, user: User) -> QuerySet[Remedy]:
    """Proposals that wait for a manager, the oldest first."""
    return visible_remedies(user=user).filter(status=RemedyStatus.PROPOSED).order_by("proposed_at", "id")


def remedies_of(customer: Customer, *, user: User) -> QuerySet[Remedy]:
    """What a customer was offered before, the newest first."""
    return (
        visible_remedies(user=user).filter(complaint__customer__in=customer.record_ids).order_by("-proposed_at", "-id")
    )


def granted_in_month(at: datetime) -> Decimal:
    """Money granted as remedies in the local month of `at`, before `at`."""
    start = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    granted = Remedy.objects.filter(status=RemedyStatus.APPROVED, decided_at__gte=start, decided_at__lte=at)
    return granted.aggregate(total=Sum("amount", default=Decimal(0)))["total"]
