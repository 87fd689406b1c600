"""Files that administrators upload: streamed to disk under a name of ours, and kept for as long as they are needed."""

import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.formats import number
from customers.imports.reasons import ImportRefused

FORM_BYTES = 1 << 20  # what a form may hold besides its file


class Incoming(UploadedFile):
    """A file in our folder that goes away with the request unless it is kept."""

    def keep(self) -> str:
        """Give it a name that nobody can guess, and that name."""
        name = secrets.token_urlsafe(24)
        self.file.flush()
        try:
            os.link(self.file.name, stored_path(name))
        except OSError:  # no file system for two names of one file
            shutil.copyfile(self.file.name, stored_path(name))
        return name


class LargeFileHandler(FileUploadHandler):
    """Writes what is uploaded straight to the disk it stays on, whatever its size; never to memory."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = Incoming(
            file=tempfile.NamedTemporaryFile(dir=_folder(), suffix=".part"),  # noqa: SIM115 - closed with the request
            name=self.file_name,
            content_type=self.content_type,
            size=0,
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> Incoming:
        self.file.seek(0)
        self.file.size = file_size
        return self.file


def refuse_large(request: HttpRequest) -> None:
    """Look at the announced size before anything is read. Raises ImportRefused."""
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        announced = 0
    if announced > settings.IMPORT_MAX_BYTES + FORM_BYTES:
        raise ImportRefused(
            _("The file is larger than %(limit)s MB. Ask whoever runs the server to import it by command.")
            % {"limit": number(settings.IMPORT_MAX_BYTES >> 20)},
            field="file",
        )


def receive_large(request: HttpRequest) -> None:
    """Before the form is read: its file goes to the disk."""
    request.upload_handlers = [LargeFileHandler(request)]


def stored_path(name: str) -> Path:
    return _folder() / name


def forget_file(name: str) -> None:
    if name:
        stored_path(name).unlink(missing_ok=True)


def forget_all_but(names: set[str], *, older_than: float) -> None:
    """Delete files that no run knows, for example of an upload that was cut off; `older_than` is a time stamp."""
    for path in _folder().iterdir():
        if path.name not in names and path.stat().st_mtime < older_than:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = settings.UPLOADS_DIR / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
