"""The jobs behind bulk actions: a chunk of rows a step, by rising id, and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.saved_views import list_of
from common.errors import AppError, NotAllowed
from common.formats import number
from jobs.bulk import (
    BulkAction,
    BulkList,
    Run,
    Selection,
    action_of,
    bulk_list_of,
    known_action,
    selected,
    too_many,
)
from jobs.models import Job
from jobs.registry import JobKind, Step, register_job
from jobs.services import UNDO_WITHIN

UNDONE_A_STEP = 5_000
ADDRESS_LIMIT = 300  # characters that a job keeps


@dataclass
class _Work:
    """A job of the kind "bulk", read anew for each step: rights, choices and rows may have changed since the last."""

    bulk_list: BulkList
    action: BulkAction
    values: Mapping[str, Any]
    run: Run


def _open(job: Job) -> _Work:
    user, stored = job.created_by, job.parameters
    bulk_list = bulk_list_of(stored["list"])
    if user is None or bulk_list is None:
        raise NotAllowed(_("You may not do that."))
    action = action_of(bulk_list.key, stored["action"], user)
    if action is None:
        raise NotAllowed(_("You may not do that."))
    form = action.form_class(QueryDict(stored["form"]), user=user)
    if not form.is_valid():
        raise AppError(_("What was chosen is no longer possible: %(reason)s") % {"reason": _first_error(form)})
    selection = Selection.from_json(stored["selection"])
    rows = selected(bulk_list, selection, user)
    run = Run(job, user, timezone.now(), selection, rows, dict(job.state.get("memory", {})))
    return _Work(bulk_list, action, form.cleaned_data, run)


def _first_error(form: Any) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)


def bulk_step(job: Job) -> Step:
    """Change the next chunk of rows, and keep where it ended."""
    work = _open(job)
    action, run, state = work.action, work.run, job.state
    if refusal := too_many(run.user, job.total or 0):
        raise NotAllowed(refusal)
    if not state:
        action.begin(work.values, run)
    rows = run.rows.order_by("pk").filter(pk__gt=state.get("after", 0))
    ids = list(rows.values_list("pk", flat=True)[: action.chunk])
    changed = state.get("changed", 0) + (action.apply(ids, work.values, run) if ids else 0)
    if len(ids) == action.chunk:
        return Step(done=len(ids), state={"after": ids[-1], "changed": changed, "memory": run.memory})
    result = action.finish(work.values, run)
    return Step(
        done=len(ids),
        total=job.done + len(ids),
        message=result.message or _changed_of(job.done + len(ids), changed),
        result_url=result.url or _list_address(work.bulk_list, run.selection),
        result_file=result.file,
        result_name=result.file_name,
    )


def _changed_of(looked_at: int, changed: int) -> str:
    text = ngettext("%(count)s record was changed.", "%(count)s records were changed.", changed)
    text = text % {"count": number(changed)}
    if looked_at == changed:
        return text
    return f"{text} " + _("%(count)s were left as they are.") % {"count": number(looked_at - changed)}


def bulk_can_be_undone(job: Job) -> bool:
    action = known_action(job.parameters["list"], job.parameters["action"])
    is_recent = job.finished_at is not None and timezone.now() - job.finished_at < UNDO_WITHIN
    return action is not None and action.undoable and is_recent and job.changes.exists()


def undo_step(job: Job) -> Step:
    """Give the next rows back what they had; what was changed again since stays, and is counted."""
    original = Job.objects.get(pk=job.parameters["job"])
    bulk_list = bulk_list_of(original.parameters["list"])
    action = known_action(original.parameters["list"], original.parameters["action"])
    if bulk_list is None or action is None or job.created_by is None:
        raise NotAllowed(_("You may not do that."))
    selection = Selection.from_json(original.parameters["selection"])
    run = Run(job, job.created_by, timezone.now(), selection, bulk_list.rows("", job.created_by))
    restored, kept, seen, last = job.state.get("restored", 0), job.state.get("kept", 0), 0, job.state.get("last", 0)
    for change in original.changes.filter(pk__gt=last).order_by("pk").iterator(chunk_size=100):
        given_back = action.undo(change.what, change.ids, run)
        restored, kept, last = restored + given_back, kept + len(change.ids) - given_back, change.pk
        seen += len(change.ids)
        if seen >= UNDONE_A_STEP:
            return Step(done=seen, state={"restored": restored, "kept": kept, "last": last})
    return Step(
        done=seen,
        total=job.done + seen,
        message=_restored(restored, kept),
        result_url=_list_address(bulk_list, selection),
    )


def _list_address(bulk_list: BulkList, selection: Selection) -> str:
    """The list one came from, narrowed as it was: there the changes are seen."""
    saved_list = list_of(bulk_list.key)
    if saved_list is None:
        return ""
    address = f"{saved_list.url}?{selection.query}" if selection.query else saved_list.url
    return address if len(address) <= ADDRESS_LIMIT else saved_list.url


def _restored(restored: int, kept: int) -> str:
    text = ngettext("%(count)s record is as it was.", "%(count)s records are as they were.", restored)
    text = text % {"count": number(restored)}
    if not kept:
        return text
    more = ngettext(
        "%(count)s was changed again since and stays as it is.",
        "%(count)s were changed again since and stay as they are.",
        kept,
    )
    return f"{text} {more % {'count': number(kept)}}"


def _tidy(job: Job) -> None:
    if action := known_action(job.parameters["list"], job.parameters["action"]):
        action.stopped(job)


def register() -> None:
    register_job(
        JobKind("bulk", bulk_step, undo="bulk.undo", can_undo=bulk_can_be_undone, undo_stopped=True, cancelled=_tidy)
    )
    register_job(JobKind("bulk.undo", undo_step))
