"""Sending a survey to a chosen group."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from customers.models import Customer
from surveys.enums import InvitationStatus
from surveys.models import Invitation, Survey, Wave
from surveys.queries.people import selection_for, sorted_out
from surveys.services.cancelling import cancel_planned

ROWS_A_BATCH = 500
SEND_AHEAD = timedelta(days=90)


@transaction.atomic
def send_wave(
    *,
    survey: Survey,
    customers: QuerySet[Customer],
    at: datetime,
    by: User | None,
    send_at: datetime | None = None,
    segment: str = "",
    submission_key: UUID | None = None,
) -> Wave:
    """Invite the customers (from `audience_of`) who may be asked; a worker then writes the letters in batches.

    Counts those left out by reason. Sending the same form again gives the wave it made the first time.
    Raises AppError when nobody is left or the moment is out of range, NotAllowed unless the survey is published.
    """
    send_at = max(send_at or at, at)
    if send_at > at + SEND_AHEAD:
        raise AppError(_("Choose a moment within the next 90 days."), field="send_at")
    # The lock makes two waves of one survey take turns, so that the second sees the invitations of the first.
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    if wave := Wave.already_submitted(submission_key):
        return wave
    if not locked.is_published:
        raise NotAllowed(_("Publish the survey before you send it."))
    selection = selection_for(survey, customers, at=at)
    if not selection.invited:
        raise AppError(_("Nobody of this group can be invited. Choose another group."))
    wave = Wave.objects.create(
        survey=survey,
        sent_by=by,
        planned_at=at,
        send_at=send_at,
        segment=segment,
        excluded=selection.excluded,
        submission_key=submission_key,
    )
    invitations = _invitations(wave, sorted_out(survey, customers, at=at))
    while rows := list(islice(invitations, ROWS_A_BATCH)):
        wave.invited += len(Invitation.objects.bulk_create(rows))
    wave.save(update_fields=["invited"])
    return wave


@transaction.atomic
def open_wave(*, survey: Survey, at: datetime, by: User | None, segment: str = "") -> Wave:
    """A wave that nobody is in yet; `add_to_wave` fills it piece by piece. Raises NotAllowed unless published."""
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    if not locked.is_published:
        raise NotAllowed(_("Publish the survey before you send it."))
    return Wave.objects.create(survey=survey, sent_by=by, planned_at=at, send_at=at, segment=segment[:300])


@transaction.atomic
def add_to_wave(*, wave: Wave, customers: QuerySet[Customer], at: datetime) -> int:
    """Invite those of `customers` (from `audience_of`) who may be asked and are not in the wave; gives how many."""
    locked = Wave.objects.select_for_update().select_related("survey").get(pk=wave.pk)
    people = customers.exclude(survey_invitations__wave=locked)
    for reason, count in selection_for(locked.survey, people, at=at).excluded.items():
        locked.excluded[reason] = locked.excluded.get(reason, 0) + count
    made = Invitation.objects.bulk_create(list(_invitations(locked, sorted_out(locked.survey, people, at=at))))
    locked.invited += len(made)
    locked.save(update_fields=["invited", "excluded"])
    return len(made)


@transaction.atomic
def withdraw_from_wave(*, wave_id: int, customer_ids: Sequence[int]) -> int:
    """Cancel the invitations of a wave that have not gone out; gives how many."""
    return cancel_planned(Invitation.objects.filter(wave=wave_id, customer__in=customer_ids))


def _invitations(wave: Wave, customers: QuerySet[Any]) -> Iterator[Invitation]:
    people = customers.filter(exclusion="").order_by("pk").values_list("pk", "mode", "language")
    for customer_id, mode, language in people.iterator(chunk_size=ROWS_A_BATCH):
        yield Invitation(
            survey_id=wave.survey_id,
            wave=wave,
            customer_id=customer_id,
            mode=mode,
            language=language,
            created_at=wave.planned_at,
            send_at=wave.send_at,
            expires_at=wave.send_at + timedelta(days=wave.survey.valid_days),
        )


def pause_wave(*, wave: Wave, at: datetime) -> None:
    """Write no further letters of a wave. Those already handed to the outbox still go out."""
    Wave.objects.filter(pk=wave.pk, paused_at__isnull=True).update(paused_at=at)


@transaction.atomic
def resume_wave(*, wave: Wave, at: datetime) -> None:
    """Go on with a paused wave; who has not been written to yet gets as much time as planned."""
    stored = Wave.objects.select_for_update().get(pk=wave.pk)
    if stored.paused_at is None:
        return
    pause = at - stored.paused_at
    stored.invitations.filter(status=InvitationStatus.PLANNED).update(expires_at=F("expires_at") + pause)
    stored.paused_at = None
    stored.save(update_fields=["paused_at"])
