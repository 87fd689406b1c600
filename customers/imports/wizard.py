"""The way of an uploaded file: looked at, its columns matched, checked by a worker, brought in when confirmed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import NotAllowed
from customers.enums import UNDECIDED_IMPORTS, ImportStatus
from customers.imports.engine import passed_over, refuse_missing
from customers.imports.kinds import KINDS
from customers.imports.presets import PASSED_OVER, mapping_of, preset_for, reading_of, save_preset
from customers.imports.reading import Look, Reading, digest, look_at
from customers.imports.rejects import ERROR_COLUMN
from customers.imports.tables import RunTables, drop_all_but
from customers.imports.uploads import Incoming, forget_all_but, forget_file, stored_path
from customers.models import ImportChange, ImportPreset, ImportRun
from customers.models.imports import REVERT_WITHIN
from jobs.enums import UNFINISHED
from jobs.services import cancel_job, start_job

KEPT_FOR = timedelta(days=1)
SHOWN_FOR = REVERT_WITHIN
CHECK, IMPORT = "customers.check_import", "customers.import"
PREVIEW, REVERT = "customers.preview_revert", "customers.revert_import"


def take_in(*, kind: str, upload: Incoming, by: User, at: datetime) -> ImportRun:
    """Keep an uploaded file and look at it. Raises ImportRefused, and keeps nothing, for what is no table."""
    name = upload.keep()
    try:
        path = stored_path(name)
        look = look_at(path)
        preset = preset_for(kind, look.table.header)
        if preset is not None:
            look = look_at(path, reading_of(preset))
        run = ImportRun(
            kind=kind,
            filename=Path(upload.name or "").name.replace("\x00", "")[-255:],
            sha256=digest(path),
            size=path.stat().st_size,
            status=ImportStatus.UPLOADED,
            upload=name,
            started_at=at,
            started_by=by,
        )
        _note_look(run, look, preset)
        run.save()
    except BaseException:
        forget_file(name)
        raise
    return run


def read_again(*, run: ImportRun, reading: Reading, preset: ImportPreset | None) -> Look:
    """Look at a file anew: read otherwise than it was guessed, or as a preset says. Raises ImportRefused."""
    look = look_at(stored_path(run.upload), reading)
    _note_look(run, look, preset)
    mine = ImportRun.objects.filter(pk=run.pk, status__in=[ImportStatus.UPLOADED, ImportStatus.CHECKED])
    changed = mine.update(
        status=ImportStatus.UPLOADED, reading=run.reading, header=run.header, mapping=run.mapping, rows=run.rows,
        fixed=run.fixed, zone=run.zone, preset=run.preset,
    )  # fmt: skip
    if not changed:
        raise _over()
    return look


def _note_look(run: ImportRun, look: Look, preset: ImportPreset | None) -> None:
    header = look.table.header
    run.reading = look.table.reading.as_json()
    run.header = header
    run.mapping = [
        PASSED_OVER if name.casefold() == ERROR_COLUMN or not name else chosen
        for name, chosen in zip(header, mapping_of(preset, run.kind, header), strict=True)
    ]
    run.preset = preset
    run.fixed = dict(preset.fixed) if preset else {}
    run.zone = preset.zone if preset else settings.TIME_ZONE
    if look.estimate is not None:
        run.rows = look.estimate


@transaction.atomic
def check_columns(
    *,
    run: ImportRun,
    mapping: Sequence[str],
    fixed: Mapping[str, str],
    zone: str,
    by: User,
    at: datetime,
    preset_name: str = "",
) -> ImportRun:
    """Have a file checked by a worker, with these columns; remember them under `preset_name`.

    `mapping` has the name of ours for each column of the file, "" for those that are passed over on purpose.
    """
    locked = _locked(run, ImportStatus.UPLOADED, ImportStatus.CHECKED)
    table_columns = [*mapping, *fixed]
    refuse_missing(KINDS[locked.kind], locked.header, table_columns)
    locked.mapping, locked.fixed, locked.zone = list(mapping), dict(fixed), zone
    locked.unknown_columns = passed_over(locked.header, mapping)
    if preset_name:
        locked.preset = save_preset(run=locked, name=preset_name, mapping=mapping, fixed=fixed, zone=zone, by=by, at=at)
    locked.status = ImportStatus.CHECKING
    locked.started_at = at
    locked.job = start_job(
        kind=CHECK,
        title=_("Check %(file)s") % {"file": locked.filename},
        by=by,
        at=at,
        parameters={"run": locked.pk},
        total=locked.rows or None,
    )
    locked.save()
    return locked


@transaction.atomic
def confirm(*, run: ImportRun, by: User, at: datetime) -> bool:
    """Have the sound rows of a checked file brought in by a worker; False if that is done or under way already."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.status in (ImportStatus.RUNNING, ImportStatus.DONE):
        return False
    if locked.status != ImportStatus.CHECKED or locked.created + locked.updated == 0:
        raise NotAllowed(_("There is nothing to import, or not yet."))
    locked.status = ImportStatus.RUNNING
    locked.job = start_job(
        kind=IMPORT,
        title=_("Import %(file)s") % {"file": locked.filename},
        by=by,
        at=at,
        parameters={"run": locked.pk},
        total=locked.created + locked.updated,
    )
    locked.save(update_fields=["status", "job"])
    return True


@transaction.atomic
def discard(*, run: ImportRun, at: datetime) -> None:
    """Forget a file that was not brought in."""
    locked = _locked(run, *UNDECIDED_IMPORTS)
    if locked.job and locked.job.status in UNFINISHED:
        cancel_job(job=locked.job, at=at)  # its worker may hold the tables for a while: the next purge drops them
    else:
        RunTables(locked.pk).drop()
    _forget(locked)


def _forget(run: ImportRun) -> None:
    run.delete()
    transaction.on_commit(lambda: forget_file(run.upload))
    transaction.on_commit(lambda: forget_errors(run.errors_file))


def forget_errors(name: str) -> None:
    if name:
        Path(name).unlink(missing_ok=True)


@transaction.atomic
def preview_revert(*, run: ImportRun, by: User, at: datetime) -> ImportRun:
    """Have a worker find out what taking a run back would do."""
    locked = _revertible(run)
    locked.revert_plan = {}
    locked.job = start_job(
        kind=PREVIEW,
        title=_("See what can be taken back of %(file)s") % {"file": locked.filename},
        by=by,
        at=at,
        parameters={"run": locked.pk},
    )
    locked.save(update_fields=["revert_plan", "job"])
    return locked


@transaction.atomic
def begin_revert(*, run: ImportRun, by: User, at: datetime) -> ImportRun:
    """Have a worker take back what the person was shown."""
    locked = _revertible(run)
    if not locked.revert_plan.get("rows"):
        raise NotAllowed(_("There is nothing that can be taken back."))
    locked.status = ImportStatus.REVERTING
    locked.job = start_job(
        kind=REVERT,
        title=_("Take back %(file)s") % {"file": locked.filename},
        by=by,
        at=at,
        parameters={"run": locked.pk, "by": by.pk},
        total=locked.revert_plan["rows"],
    )
    locked.save(update_fields=["status", "job"])
    return locked


def _revertible(run: ImportRun) -> ImportRun:
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not locked.can_be_reverted:
        raise NotAllowed(_("This import can't be taken back, or was already."))
    return locked


def _locked(run: ImportRun, *statuses: ImportStatus) -> ImportRun:
    locked = ImportRun.objects.select_for_update().filter(pk=run.pk).first()
    if locked is None or locked.status not in statuses:
        raise _over()
    return locked


def _over() -> NotAllowed:
    return NotAllowed(_("This file was imported or forgotten meanwhile."))


def purge(*, at: datetime) -> int:
    """Forget what was left lying: files nobody decided about for a day, and runs whose process died; gives how many."""
    old = ImportRun.objects.filter(started_at__lt=at - KEPT_FOR).exclude(job__status__in=UNFINISHED)
    undecided = list(old.filter(status__in=UNDECIDED_IMPORTS))
    for run in undecided:
        with transaction.atomic():
            _forget(run)
    died = old.filter(status=ImportStatus.RUNNING).update(status=ImportStatus.FAILED, finished_at=at, upload="")
    forget_old(at=at)
    known = ImportRun.objects.filter(status__in=[*UNDECIDED_IMPORTS, ImportStatus.RUNNING])
    drop_all_but(known.values_list("pk", flat=True))
    forget_all_but(set(known.values_list("upload", flat=True)), older_than=(at - KEPT_FOR).timestamp())
    return len(undecided) + died


def forget_old(*, at: datetime) -> None:
    """Of runs that can no longer be taken back, nothing personal stays: neither samples nor what was overwritten."""
    old = ImportRun.objects.filter(started_at__lt=at - SHOWN_FOR).exclude(status__in=UNDECIDED_IMPORTS)
    for run in old.exclude(report={}, problems=[], errors_file=""):
        forget_errors(run.errors_file)
        ImportRun.objects.filter(pk=run.pk).update(report={}, problems=[], errors_file="", revert_plan={})
    ImportChange.objects.filter(run__in=old).delete()
