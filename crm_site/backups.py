"""Whole copies: the database by pg_dump, uploads beside it, in one tar file that only its owner may read."""

import io
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from common.errors import AppError

DUMP = "database.dump"
UPLOADS = "uploads"


def write_backup(target: Path, *, programs: Path | None) -> int:
    """Write database and uploads to `target`, which appears only when it is whole; gives its size in bytes.

    `programs` is the folder of pg_dump, or None for the one on PATH; it must not be older than the server.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        dump = Path(folder) / DUMP
        _run("pg_dump", ["--format=custom", "--no-owner", "--file", str(dump)], programs)
        draft = Path(folder) / "draft.tar"
        with tarfile.open(draft, "w") as archive:
            archive.add(dump, DUMP)
            if settings.UPLOADS_DIR.exists():
                archive.add(settings.UPLOADS_DIR, UPLOADS)
        draft.chmod(0o600)
        draft.replace(target)
    return target.stat().st_size


def restore_backup(source: Path, *, programs: Path | None) -> None:
    """Put a backup in the place of the present database and uploads. The database changes whole or not at all."""
    with tempfile.TemporaryDirectory(prefix="prima-restore-") as folder:
        try:
            with tarfile.open(source) as archive:
                archive.extractall(folder, filter="data")
        except (tarfile.TarError, OSError) as error:
            raise AppError(f"{source} is no backup of Prima: {error}") from error
        dump = Path(folder) / DUMP
        if not dump.exists():
            raise AppError(f"{source} is no backup of Prima: there is no {DUMP} in it.")
        connection.close()
        _run("pg_restore", ["--clean", "--if-exists", "--no-owner", "--single-transaction", str(dump)], programs)
        _replace_uploads(Path(folder) / UPLOADS)


def _replace_uploads(restored: Path) -> None:
    if settings.UPLOADS_DIR.exists():
        shutil.rmtree(settings.UPLOADS_DIR)
    if restored.exists():
        shutil.copytree(restored, settings.UPLOADS_DIR)


def _run(program: str, arguments: list[str], programs: Path | None) -> None:
    database = connection.settings_dict
    environment = {**os.environ, "PGPASSWORD": str(database["PASSWORD"])}
    address = [f"--host={database['HOST']}", f"--port={database['PORT']}", f"--username={database['USER']}"]
    command = [str(programs / program) if programs else program, *address, f"--dbname={database['NAME']}", *arguments]
    try:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise AppError(f"{program} was not found. Install PostgreSQL's client programs.") from error
    if done.returncode:
        raise AppError(f"{program} failed: {io.StringIO(done.stderr).readline().strip() or done.returncode}")
