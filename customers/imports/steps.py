"""What workers do for files: read and check them, bring them in. A worker that dies loses the step in hand alone."""

from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.formats import number
from customers.enums import ImportStatus
from customers.imports.checking import Counts, check
from customers.imports.engine import finish, note_result, outcome
from customers.imports.reading import Place
from customers.imports.reasons import ImportRefused
from customers.imports.report import report_of
from customers.imports.reverting import NotAsShown, revert, revert_plan
from customers.imports.staging import stage
from customers.imports.tables import RunTables
from customers.imports.uploads import forget_file, stored_path
from customers.imports.wizard import CHECK, IMPORT, PREVIEW, REVERT, forget_errors
from customers.imports.work import PATIENCE, Work
from customers.imports.writing import NotAsChecked, write
from customers.models import ImportRun
from jobs.models import Job
from jobs.progress import Progress
from jobs.registry import JobKind, Step, register_job

READ_SECONDS = 5.0


def check_step(job: Job) -> Step:
    """Read a part of the file; when all is read, check it and keep what was found."""
    work = _work(job)
    state = dict(job.state)
    if not state.get("is_read"):
        return _read(job, work, state)
    if work.tables.rows() != state["rows"]:  # the database had to be started again, and unlogged tables are empty then
        return Step(done=-job.done, state={})
    note_check(work, check(work))
    work.run.status = ImportStatus.CHECKED
    work.run.save()
    return Step(message=_found(work.run), result_url=work.run.get_absolute_url(), total=job.done)


def _read(job: Job, work: Work, state: dict) -> Step:
    if "rows" not in state:
        work.tables.create(work.columns, work.fixed_values())
    seconds = None if work.table.is_spreadsheet else READ_SECONDS
    start = Place(*state["place"]) if "place" in state else None
    staged = stage(work.tables, work.columns, work.table, work.run.mapping, start=start, seconds=seconds)
    rows = state.get("rows", 0) + staged.rows
    if staged.place is None:
        return Step(done=staged.rows, total=job.done + staged.rows, state={"is_read": True, "rows": rows})
    total = max(job.total or 0, rows) if job.total else None
    return Step(done=staged.rows, total=total, state={"place": staged.place, "rows": rows})


def note_check(work: Work, counts: Counts) -> None:
    """Keep counts, report and rejected rows in the run (not saved yet)."""
    transaction.on_commit(partial(forget_errors, work.run.errors_file))
    note_result(work.run, outcome(work, counts))
    work.run.report = report_of(work)


def import_step(job: Job) -> Step:
    """Bring in what was checked, if that is still what would happen."""
    work = _work(job)
    run = work.run
    if work.tables.rows() != run.rows:
        work.tables.create(work.columns, work.fixed_values())
        stage(work.tables, work.columns, work.table, run.mapping)
    try:
        with Progress(job) as progress:
            counts = write(work, accepts=partial(_is_as_checked, run), progress=progress)
    except NotAsChecked:
        note_check(work, check(work))
        run.report["moved"] = True
        run.status = ImportStatus.CHECKED
        run.save()
        return Step(
            message=_("The registry changed since the check. Nothing was imported; look at the new report."),
            result_url=run.get_absolute_url(),
        )
    _finish(work, counts)
    return Step(
        done=max((job.total or 0) - job.done, 0),
        total=job.total,
        message=_found(run),
        result_url=run.get_absolute_url(),
    )


def _is_as_checked(run: ImportRun, counts: Counts) -> bool:
    """Rows that were sound are so still, and none that was new is now somebody's that it would overwrite."""
    return counts.rejected <= run.rejected and counts.created >= run.created


def _finish(work: Work, counts: Counts) -> None:
    run = work.run
    transaction.on_commit(partial(forget_errors, run.errors_file))
    transaction.on_commit(partial(forget_file, run.upload))
    result = outcome(work, counts)
    run.upload = ""
    finish(run, result)
    work.tables.drop()


def _found(run: ImportRun) -> str:
    text = (
        _("%(created)s new, %(updated)s changed, %(unchanged)s unchanged, %(rejected)s rejected.")
        if run.status == ImportStatus.CHECKED
        else _("%(created)s created, %(updated)s updated, %(unchanged)s unchanged, %(rejected)s rejected.")
    )
    names = ("created", "updated", "unchanged", "rejected")
    return text % {name: number(getattr(run, name)) for name in names}


def _work(job: Job) -> Work:
    # Not locked: whoever stops the job has to change the run, and the one transaction ends only if the job still runs.
    run = ImportRun.objects.get(pk=job.parameters["run"])
    work = Work(run, stored_path(run.upload), at=timezone.now())
    if not work.path.is_file():
        raise ImportRefused(_("The uploaded file is gone. Upload it again."))
    work.tables.execute(PATIENCE)
    return work


def back_to(status: ImportStatus) -> Callable[[Job], None]:
    """What a run is again when its job was stopped or failed: nothing was written."""

    def tidy(job: Job) -> None:
        ImportRun.objects.filter(pk=job.parameters["run"], job=job).update(status=status)

    return tidy


def preview_step(job: Job) -> Step:
    """Find out what could be taken back."""
    run = ImportRun.objects.get(pk=job.parameters["run"])
    RunTables(run.pk).execute(PATIENCE)
    run.revert_plan = revert_plan(run)
    run.save(update_fields=["revert_plan"])
    return Step(result_url=run.revert_url)


def revert_step(job: Job) -> Step:
    """Take back what was shown, if that is still what would happen."""
    run = ImportRun.objects.get(pk=job.parameters["run"])
    RunTables(run.pk).execute(PATIENCE)
    at = timezone.now()
    try:
        with transaction.atomic(), Progress(job) as progress:
            revert(run, at=at, progress=progress)
    except NotAsShown:
        run.revert_plan = {**revert_plan(run), "moved": True}
        run.status = ImportStatus.DONE
        run.save(update_fields=["revert_plan", "status"])
        return Step(
            message=_("Something changed meanwhile. Nothing was taken back; look again."), result_url=run.revert_url
        )
    run.status, run.reverted_at, run.reverted_by_id = ImportStatus.REVERTED, at, job.parameters["by"]
    run.save(update_fields=["status", "reverted_at", "reverted_by"])
    done = max((job.total or 0) - job.done, 0)
    return Step(done=done, total=job.total, message=_("The import was taken back."), result_url=run.get_absolute_url())


def register() -> None:
    register_job(JobKind(PREVIEW, preview_step))
    register_job(JobKind(REVERT, revert_step, cancelled=back_to(ImportStatus.DONE)))
    register_job(JobKind(CHECK, check_step, cancelled=back_to(ImportStatus.UPLOADED)))
    register_job(JobKind(IMPORT, import_step, cancelled=back_to(ImportStatus.CHECKED)))
