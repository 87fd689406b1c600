"""The call list: answers taken over the phone or from a returned sheet, and calls that brought none."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts.models import User
from surveys.enums import CallOutcome, InvitationStatus, Mode
from surveys.models import Invitation, Response
from surveys.services.responses import check_open, submit_response

CALL_AGAIN = {CallOutcome.UNREACHABLE: timedelta(days=1), CallOutcome.LATER: timedelta(hours=3)}


def key_in_response(
    *, invitation: Invitation, answers: Mapping[int, int | str | None], mode: str, at: datetime, by: User, language: str
) -> Response:
    """Store what a customer said on the phone or wrote on paper. Raises InvitationClosed or AnswerRefused."""
    return submit_response(
        invitation=invitation, answers=answers, at=at, language=language, mode=Mode(mode), keyed_by=by
    )


@transaction.atomic
def note_call(*, invitation: Invitation, outcome: str, at: datetime) -> Invitation:
    """Note a call without answers: call again later, or never when the customer refused.

    Raises InvitationClosed when the invitation is settled already.
    """
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    check_open(locked, at=at)
    locked.calls = F("calls") + 1
    if outcome == CallOutcome.REFUSED:
        locked.status = InvitationStatus.DECLINED
    else:
        locked.send_at = at + CALL_AGAIN[CallOutcome(outcome)]
    locked.save(update_fields=["calls", "status", "send_at"])
    return locked
