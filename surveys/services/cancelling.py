"""Withdrawing invitations that have not gone out."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Greatest

from complaints.models import ComplaintMerge
from customers.models import CustomerMerge
from outbox import services as outbox
from outbox.enums import Status
from surveys.enums import InvitationStatus, SurveyStatus
from surveys.models import Invitation
from surveys.models.invitation import InvitationQuerySet

Merge = CustomerMerge | ComplaintMerge


def cancel_planned(invitations: InvitationQuerySet, *, merge: Merge | None = None) -> int:
    """Cancel the planned ones among `invitations` and their letters; gives how many.

    With a `merge`, of customers or of complaints, they come back when it is undone (`plan_again`).

    A letter that is on its way to the mail server can't be called back: its invitation stays as it is.
    """
    planned = list(invitations.filter(status=InvitationStatus.PLANNED).select_for_update(of=("self",)).order_by("pk"))
    if not planned:
        return 0
    outbox.cancel(about=[invitation.about for invitation in planned])
    return (
        Invitation.objects.filter(pk__in=[invitation.pk for invitation in planned])
        .filter(Q(message__isnull=True) | Q(message__status__in=[Status.CANCELLED, Status.FAILED]))
        .update(status=InvitationStatus.CANCELLED, **(_cause(merge) if merge else {}))
    )


@transaction.atomic
def plan_again(*, merge: Merge, at: datetime) -> int:
    """Plan the invitations that a merge cancelled, now that it is undone; gives how many.

    Only of who may be asked again, and while they can still be answered. A letter that was written is sent after all.
    """
    rows = Invitation.objects.filter(
        **_cause(merge),
        status=InvitationStatus.CANCELLED,
        expires_at__gt=at,
        customer__survey_consent=True,
        customer__do_not_contact=False,
        survey__status=SurveyStatus.PUBLISHED,
    )
    ids = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    planned = Invitation.objects.filter(pk__in=ids)
    outbox.restore(about=[invitation.about for invitation in planned], at=at)
    planned.update(status=InvitationStatus.PLANNED, send_at=Greatest("send_at", at))
    Invitation.objects.filter(**_cause(merge)).update(cancelled_by_merge=None, cancelled_by_complaint_merge=None)
    return len(ids)


def _cause(merge: Merge) -> dict[str, Merge]:
    return {"cancelled_by_merge" if isinstance(merge, CustomerMerge) else "cancelled_by_complaint_merge": merge}
