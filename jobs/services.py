"""Asking for background work, doing it step by step, stopping it and taking it back.

Promise: each step's outcome and the job's progress are written in one transaction, by one worker at a time. A worker
that dies loses the step in hand and nothing else; the next one goes on within seconds.
"""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pghistory
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from jobs.enums import UNFINISHED, Status
from jobs.models import PRIVATE, BulkChange, Export, Job, results_folder
from jobs.progress import Stopped
from jobs.queries import can_be_undone
from jobs.registry import JobKind, Step, kind_of

logger = logging.getLogger(__name__)

# One runner at a time, so that long work never takes all of a worker's processes from the mail.
# The lock belongs to the connection: it goes with a process that dies.
RUNNER_LOCK = 7_205_759_410
BUDGET_SECONDS = 20.0
STARTS_WITHOUT_PROGRESS = 4
KEPT_FOR = timedelta(days=7)
UNDO_WITHIN = timedelta(days=30)


@transaction.atomic
def start_job(
    *,
    kind: str,
    title: str,
    by: User | None,
    at: datetime,
    parameters: Mapping[str, Any] | None = None,
    total: int | None = None,
    submission_key: UUID | None = None,
    is_private: bool = False,
) -> Job:
    """Ask for work; a worker begins within seconds. The same `submission_key` gives the job of the first time.

    Nobody but `by` sees a private one, also no administrator.
    """
    if earlier := Job.already_submitted(submission_key):
        return earlier
    job = Job(
        kind=kind,
        title=title[:200],
        parameters={**(parameters or {}), **({PRIVATE: True} if is_private else {})},
        total=total,
        created_at=at,
        created_by=by,
        submission_key=submission_key,
    )
    return _insert_once(job)


def _insert_once(job: Job) -> Job:
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        earlier = Job.already_submitted(job.submission_key)
        if earlier is None:
            raise
        return earlier
    return job


def run_jobs(*, budget: float = BUDGET_SECONDS) -> int:
    """Work on what is waiting for up to `budget` seconds, each job in turn; gives the number of steps done."""
    deadline = time.monotonic() + budget
    steps = 0
    with _only_runner() as is_mine:
        while is_mine and time.monotonic() < deadline:
            job = Job.objects.unfinished().order_by(F("worked_at").asc(nulls_first=True), "id").first()
            if job is None:
                break
            steps += _work_on(job, deadline)
    return steps


def run_job(job: Job) -> Job:
    """Do all of one job now: for commands and tests, which have no worker."""
    while not job.is_finished:
        _work_on(job, deadline=time.monotonic() + 3600)
        job.refresh_from_db()
    return job


@contextmanager
def _only_runner() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [RUNNER_LOCK])
        is_mine = cursor.fetchone()[0]
        try:
            yield is_mine
        finally:
            if is_mine and connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(%s)", [RUNNER_LOCK])


def _work_on(job: Job, deadline: float) -> int:
    """Steps of one job until it is finished or its share of time is over; gives how many."""
    kind = kind_of(job)
    mine = Job.objects.filter(pk=job.pk, status__in=UNFINISHED)
    mine.update(status=Status.RUNNING, attempts=F("attempts") + 1, worked_at=timezone.now())
    job.refresh_from_db()
    if kind is None or job.attempts > STARTS_WITHOUT_PROGRESS:
        logger.error("Job %s (%s) is given up after %s starts", job.pk, job.kind, job.attempts)
        _end(job, kind, Status.FAILED, in_language_of(job, _unexpected))
        return 0
    share = min(deadline, time.monotonic() + BUDGET_SECONDS / 2)
    steps = 0
    while not job.is_finished and (steps == 0 or time.monotonic() < share):
        if not _do_step(job, kind):
            break
        steps += 1
    return steps


def _do_step(job: Job, kind: JobKind) -> bool:
    """One step and its outcome, together or not at all; False when the job should rest."""
    context = {"job": job.pk, "user": job.created_by_id, "task": job.kind}
    try:
        with transaction.atomic(), pghistory.context(**context), translation.override(_language_of(job)):
            outcome = kind.step(job)
            if not _note(job, outcome):
                raise Stopped
    except Stopped:
        job.refresh_from_db()
        return False
    except AppError as error:
        _end(job, kind, Status.FAILED, str(error))
        return False
    except Exception:
        # Not the person's fault and perhaps not for ever: a few more starts, then it is given up.
        logger.exception("A step of job %s (%s) failed", job.pk, job.kind)
        return False
    return True


def _note(job: Job, step: Step) -> bool:
    values: dict[str, Any] = {"done": job.done + step.done, "attempts": 0, "worked_at": timezone.now()}
    if step.total is not None:
        values["total"] = step.total
    if step.state is None:
        values |= {"status": Status.DONE, "finished_at": timezone.now(), "state": {}}
        values |= {"message": str(step.message)[:500], "result_url": step.result_url}
        values |= {"result_file": step.result_file, "result_name": step.result_name}
    else:
        values["state"] = dict(step.state)
    if not Job.objects.filter(pk=job.pk, status=Status.RUNNING).update(**values):
        return False
    for name, value in values.items():
        setattr(job, name, value)
    return True


def _end(job: Job, kind: JobKind | None, status: Status, message: str) -> None:
    values = {"status": status, "message": message[:500], "finished_at": timezone.now()}
    if Job.objects.filter(pk=job.pk, status__in=UNFINISHED).update(**values) and kind and kind.cancelled:
        kind.cancelled(job)
    job.refresh_from_db()


def in_language_of(job: Job, sentence: Any) -> str:
    """What `sentence()` says, in the language of the person who asked for the job."""
    with translation.override(_language_of(job)):
        return str(sentence())


def _language_of(job: Job) -> str:
    return (job.created_by.language if job.created_by else "") or settings.LANGUAGE_CODE


def _unexpected() -> str:
    return _("This work stopped several times for a reason we did not expect. Ask an administrator to look at the log.")


@transaction.atomic
def cancel_job(*, job: Job, at: datetime) -> Job:
    """Stop work that is not finished; what its steps have written so far stays. Raises NotAllowed when it is over."""
    stopped = Job.objects.filter(pk=job.pk, status__in=UNFINISHED).update(status=Status.CANCELLED, finished_at=at)
    if not stopped:
        raise NotAllowed(_("This work is finished already."))
    job.refresh_from_db()
    kind = kind_of(job)
    if kind and kind.cancelled:
        kind.cancelled(job)
    return job


@transaction.atomic
def undo_job(*, job: Job, by: User, at: datetime) -> Job:
    """Take finished work back, by another job. Raises NotAllowed when it can't be or was already."""
    locked = Job.objects.select_for_update().get(pk=job.pk)
    kind = kind_of(locked)
    if kind is None or not can_be_undone(locked):
        raise NotAllowed(_("This work can't be taken back, or was already."))
    title = _("Undo: %(title)s") % {"title": locked.title}
    return Job.objects.create(
        kind=kind.undo, title=title[:200], parameters={"job": locked.pk}, total=locked.done, undo_of=locked,
        created_at=at, created_by=by,
    )  # fmt: skip


def purge_results(*, at: datetime) -> int:
    """Delete files that were offered for download long enough; gives how many."""
    old = Job.objects.filter(finished_at__lt=at - KEPT_FOR).exclude(result_file="")
    names = list(old.values_list("result_file", flat=True))
    for name in names:
        (results_folder() / name).unlink(missing_ok=True)
    old.update(result_file="")
    return len(names)


def keep_change(*, job: Job, what: Mapping[str, Any], ids: Sequence[int]) -> None:
    """Note what the running step does alike to these records, so that it can be taken back."""
    if ids:
        BulkChange.objects.create(job=job, what=dict(what), ids=list(ids))


def purge_changes(*, at: datetime) -> int:
    """Forget what can no longer be taken back; gives how many notes."""
    return BulkChange.objects.filter(job__finished_at__lt=at - UNDO_WITHIN).delete()[0]


def note_export(
    *,
    list_key: str,
    described: str,
    columns: Sequence[str],
    file_format: str,
    rows: int,
    by: User | None,
    at: datetime,
) -> Export:
    """Note that a list was taken out as a file; it can't be changed afterwards."""
    return Export.objects.create(
        list_key=list_key,
        described=described,
        columns=list(columns),
        file_format=file_format,
        rows=rows,
        exported_by=by,
        exported_at=at,
    )
