"""What an earlier start prepared already: a second one need not start Django for it again."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from .datafolder import BASE_DIR, DataFolder

REQUIREMENTS = BASE_DIR / "requirements.txt"


def schema_mark() -> str:
    """Changes with the code, the packages and the migrations that the database says it has had; "" if unmigrated."""
    applied = applied_migrations(os.environ["DATABASE_URL"])
    return applied and digest_of(REQUIREMENTS, *python_files()) + applied


def static_mark(folder: DataFolder) -> str:
    """Changes with the static files and the packages that bring some; "" before the first collection."""
    if not (folder.path / "static" / "staticfiles.json").exists():
        return ""
    places = [BASE_DIR / "static", *sorted(path.parent / "static" for path in BASE_DIR.glob("*/__init__.py"))]
    files = [path for place in places for path in sorted(place.rglob("*")) if path.is_file()]
    return digest_of(REQUIREMENTS, BASE_DIR / "crm_site" / "settings.py", *files)


def python_files() -> Iterator[Path]:
    for package in sorted(path.parent for path in BASE_DIR.glob("*/__init__.py")):
        yield from sorted(path for path in package.rglob("*.py") if "tests" not in path.parts)


def digest_of(*files: Path) -> str:
    digest = hashlib.sha256()
    for path in files:
        facts = path.stat()
        digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def applied_migrations(address: str) -> str:
    connection = psycopg2.connect(address.replace("postgres://", "postgresql://", 1))
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT md5(string_agg(concat(id, app, name, applied), ',' ORDER BY id)) FROM django_migrations"
            )
            row = cursor.fetchone()
    except psycopg2.errors.UndefinedTable:
        row = None
    finally:
        connection.close()
    return (row and row[0]) or ""
