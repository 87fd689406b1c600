"""Files on disk: outside everything the web server shows, under names of our own that say nothing."""

import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

ATTACHMENTS = "attachments"
MAILS = "mails"


def keep(folder: str, chunks: Iterable[bytes]) -> str:
    """Write a file and give its name. Until a row that knows it is committed, `forget_all_but` may take it again."""
    name = secrets.token_urlsafe(24)
    path = path_of(folder, name)
    try:
        with path.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return name


def path_of(folder: str, name: str) -> Path:
    return _folder(folder) / name


def forget(folder: str, name: str) -> None:
    if name:
        path_of(folder, name).unlink(missing_ok=True)


def forget_all_but(folder: str, names: set[str], *, older_than: float) -> int:
    """Delete files that no row knows, for example of a page that failed; `older_than` is a time stamp."""
    gone = 0
    for path in _folder(folder).iterdir():
        if path.name not in names and path.stat().st_mtime < older_than:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _folder(folder: str) -> Path:
    path = settings.UPLOADS_DIR / folder
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
