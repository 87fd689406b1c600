"""Files that administrators upload: kept under a name of ours, checked, and brought in when that is confirmed."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from customers.enums import ImportStatus
from customers.imports.engine import import_file, note_result
from customers.imports.kinds import KINDS
from customers.imports.reading import open_table
from customers.imports.reasons import ImportRefused
from customers.models import ImportRun

MAX_BYTES = 20 << 20
KEPT_FOR = timedelta(days=1)


def check_upload(*, kind: str, upload: UploadedFile, by: User, at: datetime) -> ImportRun:
    """Keep a file and say what importing it would do. Nothing of it is written yet.

    Raises ImportRefused, and keeps nothing, for a file that is too large or no table with the columns of its kind.
    """
    purge_uploads(at=at)
    if upload.size is None or upload.size > MAX_BYTES:
        raise ImportRefused(
            _("The file is larger than 20 MB. Ask whoever runs the server to import it by command."), field="file"
        )
    path = _stored_path(secrets.token_urlsafe(24))
    try:
        with path.open("xb") as file:
            for block in upload.chunks():
                file.write(block)
        return _checked(kind, path, Path(upload.name or "").name, by, at)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _checked(kind: str, path: Path, filename: str, by: User, at: datetime) -> ImportRun:
    result = import_file(kind=KINDS[kind], path=path, at=at, by=by, dry_run=True)
    run = ImportRun(
        kind=kind,
        filename=filename.replace("\x00", "")[-255:],
        sha256=open_table(path).sha256,
        status=ImportStatus.CHECKED,
        upload=path.name,
        started_at=at,
        started_by=by,
    )
    note_result(run, result)
    run.save()
    return run


def confirm_upload(*, run: ImportRun, by: User, at: datetime) -> bool:
    """Bring a checked file in; False if that is done or under way already. The file is deleted in any case."""
    mine = ImportRun.objects.filter(pk=run.pk, started_by=by, status=ImportStatus.CHECKED)
    if not mine.update(status=ImportStatus.RUNNING, started_at=at):
        return False
    path = _stored_path(run.upload)
    try:
        run.refresh_from_db()
        run.upload = ""
        import_file(kind=KINDS[run.kind], path=path, at=at, by=by, run=run)
    finally:
        path.unlink(missing_ok=True)
    return True


def discard_upload(*, run: ImportRun, by: User) -> None:
    """Forget a checked file."""
    deleted, _rows = ImportRun.objects.filter(pk=run.pk, started_by=by, status=ImportStatus.CHECKED).delete()
    if deleted:
        _stored_path(run.upload).unlink(missing_ok=True)


def purge_uploads(*, at: datetime) -> None:
    """Forget files that were checked and left lying for a day, and runs whose process died."""
    old = ImportRun.objects.filter(started_at__lt=at - KEPT_FOR)
    for run in old.filter(status=ImportStatus.CHECKED):
        _stored_path(run.upload).unlink(missing_ok=True)
        run.delete()
    old.filter(status=ImportStatus.RUNNING).update(status=ImportStatus.FAILED, finished_at=at)


def _stored_path(name: str) -> Path:
    folder = settings.UPLOADS_DIR / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / name
