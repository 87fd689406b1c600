"""Sending a survey to a chosen group."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common.errors import AppError, NotAllowed
from common.formats import number
from customers.models import Customer
from jobs.models import Job
from jobs.registry import Step
from jobs.services import start_job
from surveys.enums import InvitationStatus
from surveys.models import Invitation, Survey, Wave
from surveys.queries.people import Segment, audience_of, selection_for, sorted_out
from surveys.services.cancelling import cancel_planned

ROWS_A_BATCH = 500
PIECE = 1_000
KIND, UNDO_KIND = "surveys.wave", "surveys.wave_undo"
SEND_AHEAD = timedelta(days=90)


@transaction.atomic
def send_wave(
    *,
    survey: Survey,
    group: Segment,
    at: datetime,
    by: User | None,
    send_at: datetime | None = None,
    words: str = "",
    submission_key: UUID | None = None,
) -> Job:
    """Begin to invite a group; a worker does it piece by piece, and writes the letters in batches.

    Sending the same form again gives the work it began the first time. Raises AppError when nobody can be invited or
    the moment is out of range, NotAllowed unless the survey is published.
    """
    send_at = max(send_at or at, at)
    if send_at > at + SEND_AHEAD:
        raise AppError(_("Choose a moment within the next 90 days."), field="send_at")
    # The lock makes two waves of one survey take turns.
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    if earlier := Job.already_submitted(submission_key):
        return earlier
    if not locked.is_published:
        raise NotAllowed(_("Publish the survey before you send it."))
    selection = selection_for(survey, group.of(audience_of(survey)), at=at)
    if not selection.invited:
        raise AppError(_("Nobody of this group can be invited. Choose another group."))
    wave = Wave.objects.create(
        survey=survey, sent_by=by, planned_at=at, send_at=send_at, segment=words[:300], submission_key=submission_key
    )
    return start_job(
        kind=KIND,
        title=_("Invite %(count)s customers to “%(survey)s”")
        % {"count": number(selection.invited), "survey": survey.title},
        by=by,
        at=at,
        parameters={"wave": wave.pk, "group": asdict(group)},
        total=selection.chosen,
        submission_key=submission_key,
    )


def fill_wave(job: Job) -> Step:
    """Invite the next piece of the group, in the order of their numbers."""
    wave = Wave.objects.select_related("survey").get(pk=job.parameters["wave"])
    people = audience_of(wave.survey)
    group = Segment(**job.parameters["group"]).of(people)
    after = job.state.get("after", 0)
    ids = list(group.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:PIECE])
    if not ids:
        text = ngettext("%(count)s customer is invited.", "%(count)s customers are invited.", wave.invited)
        return Step(message=text % {"count": number(wave.invited)}, result_url=wave.survey.get_absolute_url())
    add_to_wave(wave=wave, customers=people.filter(pk__in=ids), at=wave.planned_at)
    return Step(done=len(ids), state={"after": ids[-1]})


def take_back_wave(job: Job) -> Step:
    """Cancel the next piece of what has not gone out."""
    sent = Job.objects.get(pk=job.parameters["job"])
    rows = Invitation.objects.filter(wave=sent.parameters["wave"], pk__gt=job.state.get("after", 0))
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:PIECE])
    cancelled = job.state.get("cancelled", 0)
    if not ids:
        text = ngettext("%(count)s invitation is withdrawn.", "%(count)s invitations are withdrawn.", cancelled)
        return Step(message=text % {"count": number(cancelled)})
    cancelled += cancel_planned(Invitation.objects.filter(pk__in=ids))
    return Step(done=len(ids), state={"after": ids[-1], "cancelled": cancelled})


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
