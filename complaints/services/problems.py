"""Putting complaints of one cause together, and answering all of them at once, each customer by a message of theirs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common.errors import AppError, NotAllowed
from complaints import queries
from complaints.enums import OPEN_STATUSES, ProblemStatus
from complaints.models import Cause, Complaint, Problem, ProblemMember
from complaints.services import records
from complaints.services.answers import resolve
from complaints.services.messages import reply
from customers.services.checks import check_fields
from jobs.models import Job
from jobs.registry import Step
from jobs.services import start_job

ANSWER_ALL = "complaints.answer_problem"
BATCH = 20


@transaction.atomic
def open_problem(
    *,
    name: str,
    at: datetime,
    by: User,
    cause: Cause | None = None,
    note: str = "",
    complaints: Iterable[Complaint] = (),
    submission_key: UUID | None = None,
) -> Problem:
    """A suspected common cause of some complaints."""
    if earlier := records.already_made(Problem, submission_key):
        return earlier
    problem = Problem(name=name, cause=cause, note=note, created_at=at, created_by=by, submission_key=submission_key)
    check_fields(problem, "name", "note")
    problem.save(force_insert=True)
    add_to_problem(problem=problem, complaints=complaints, at=at, by=by)
    return problem


@transaction.atomic
def edit_problem(
    *, problem: Problem, expected_version: int, name: str, cause: Cause | None, note: str, status: str, at: datetime
) -> None:
    """Say more, or how sure we are. Raises StaleRecord for a second editor."""
    problem.name, problem.cause, problem.note, problem.status = name, cause, note, status
    problem.solved_at = (problem.solved_at or at) if status == ProblemStatus.SOLVED else None
    check_fields(problem, "name", "note", "status")
    problem.save_version(expected=expected_version, fields=["name", "cause", "note", "status", "solved_at"])


@transaction.atomic
def add_to_problem(*, problem: Problem, complaints: Iterable[Complaint], at: datetime, by: User) -> int:
    """Say that these come of it too; who was with another problem changes to this one. Gives how many were added."""
    _lock(problem)
    added = 0
    for complaint in complaints:
        member, created = ProblemMember.objects.get_or_create(
            complaint=complaint, defaults={"problem": problem, "added_at": at, "added_by": by}
        )
        if not created and member.problem_id != problem.pk:
            member.problem, member.added_at, member.added_by = problem, at, by
            member.save()
            created = True
        added += created
    return added


@transaction.atomic
def take_off_problem(*, problem: Problem, complaint: Complaint) -> None:
    """It has another cause after all."""
    ProblemMember.objects.filter(problem=problem, complaint=complaint).delete()


def _lock(problem: Problem) -> None:
    problem.refresh_from_db(from_queryset=Problem.objects.select_for_update())
    if problem.is_solved:
        raise NotAllowed(_("This problem is solved. Open it again first."))


@transaction.atomic
def answer_all(
    *,
    problem: Problem,
    texts: dict[str, str],
    is_last: bool,
    at: datetime,
    by: User,
    submission_key: UUID | None = None,
) -> Job:
    """Write to the customer of each open complaint of a problem that `by` may see, in the language of the complaint.

    `texts` is by language. With `is_last` it is the answer, with the cause of the problem; else a reply and the work
    goes on. Raises AppError naming the language whose text is missing.
    """
    problem = Problem.objects.get(pk=problem.pk)
    found = queries.answerable(problem, user=by)
    if not found.total:
        raise AppError(_("No open complaint is left to be answered."))
    for language in found.by_language:
        if not texts.get(language, "").strip():
            raise AppError(_("Some customers read this language: write the text in it too."), field=f"text_{language}")
    if is_last and problem.cause is None:
        raise AppError(_("Name the cause of the problem first: every answer says it."))
    title = _("Answer to all: %(problem)s") % {"problem": problem.name}
    parameters = {"problem": problem.pk, "texts": texts, "is_last": is_last}
    return start_job(
        kind=ANSWER_ALL, title=title, by=by, at=at, total=found.total, parameters=parameters,
        submission_key=submission_key,
        is_private=queries.cases_of(problem, user=by).filter(is_restricted=True).exists(),
    )  # fmt: skip


def answer_step(job: Job) -> Step:
    """The next complaints, by rising id. What was closed or hidden from the writer meanwhile is left alone."""
    problem = Problem.objects.get(pk=job.parameters["problem"])
    if job.created_by is None:
        raise NotAllowed(_("You may not do that."))
    rows = queries.cases_of(problem, user=job.created_by).filter(pk__gt=job.state.get("after", 0))
    cases = list(rows.order_by("pk")[:BATCH])
    answered = job.state.get("answered", 0) + sum(_answer(job, problem, complaint) for complaint in cases)
    if len(cases) == BATCH:
        return Step(done=len(cases), state={"after": cases[-1].pk, "answered": answered})
    text = ngettext("%(count)s complaint was answered.", "%(count)s complaints were answered.", answered)
    return Step(done=len(cases), message=text % {"count": answered}, result_url=problem.get_absolute_url())


def _answer(job: Job, problem: Problem, complaint: Complaint) -> bool:
    text = job.parameters["texts"].get(complaint.language, "")
    if complaint.status not in OPEN_STATUSES or not text.strip():
        return False
    values: dict[str, Any] = {"complaint": complaint, "at": job.created_at, "by": job.created_by}
    try:
        with transaction.atomic():
            if job.parameters["is_last"]:
                resolve(resolution=text, cause=problem.cause, **values)
            else:
                reply(body=text, submission_key=uuid5(NAMESPACE_URL, f"{job.pk}:{complaint.pk}"), **values)
    except AppError:
        return False  # it moved on between the reading and the lock
    return True
