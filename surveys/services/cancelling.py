"""Withdrawing invitations that have not gone out."""

from django.db.models import Q

from outbox import services as outbox
from outbox.enums import Status
from surveys.enums import InvitationStatus
from surveys.models import Invitation
from surveys.models.invitation import InvitationQuerySet


def cancel_planned(invitations: InvitationQuerySet) -> int:
    """Cancel the planned ones among `invitations` and their letters; gives how many.

    A letter that is on its way to the mail server can't be called back: its invitation stays as it is.
    """
    planned = list(invitations.filter(status=InvitationStatus.PLANNED).select_for_update(of=("self",)).order_by("pk"))
    if not planned:
        return 0
    outbox.cancel(about=[invitation.about for invitation in planned])
    return (
        Invitation.objects.filter(pk__in=[invitation.pk for invitation in planned])
        .filter(Q(message__isnull=True) | Q(message__status__in=[Status.CANCELLED, Status.FAILED]))
        .update(status=InvitationStatus.CANCELLED)
    )
