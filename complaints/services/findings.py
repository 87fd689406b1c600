"""What an answer has to say besides itself: what was hit, and what failed. The cause says what is usual."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from complaints.enums import Satisfaction, SuccessFactor
from complaints.models import Cause, Complaint, Finding


def note_finding(
    *, complaint: Complaint, cause: Cause, satisfaction: str, failure: str, at: datetime, by: User | None
) -> Finding:
    """Store what was found about a locked complaint; what is not said is as usual for the cause.

    Raises AppError naming the field where neither says it.
    """
    usual = cause.usual
    satisfaction, failure = satisfaction or usual[0], failure or usual[1]
    if satisfaction not in Satisfaction.values:
        raise AppError(_("Say what of the customer's satisfaction was hit."), field="satisfaction")
    if failure not in SuccessFactor.values:
        raise AppError(_("Say what failed on our side, or that nothing did."), field="failure")
    finding, _created = Finding.objects.update_or_create(
        complaint=complaint,
        defaults={"satisfaction": satisfaction, "failure": failure, "found_at": at, "found_by": by},
    )
    return finding
