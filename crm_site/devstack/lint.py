"""`make lint`: every check, one line each; the output of those that fail."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .datafolder import BASE_DIR

BIN = Path(sys.executable).parent
# Settings as on a real site; none of these servers is asked anything.
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "crm.example.com",
    "SITE_URL": "https://crm.example.com",
    "DATABASE_URL": "postgres://prima@127.0.0.1:1/prima",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://mail.example.com:587",
    "DEFAULT_FROM_EMAIL": "Prima <crm@example.com>",
}


@dataclass(frozen=True)
class Check:
    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def checks() -> list[Check]:
    python, manage = str(BIN / "python"), [str(BIN / "python"), "-W", "ignore::RuntimeWarning", "manage.py"]
    found = [
        Check("form of the code", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        Check("rules of the code", [str(BIN / "ruff"), "check", "--quiet", "."]),
        Check("layers", [str(BIN / "lint-imports"), "--no-cache"]),
        Check("types", [str(BIN / "mypy"), "--no-error-summary", *typed_files()], PRODUCTION),
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"], PRODUCTION),
        Check("deployment", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        Check("translations", [python, "-m", "crm_site.devstack.messages", "--check"]),
    ]
    if templates():
        found.append(
            Check("form of templates", [str(BIN / "djade"), "--check", "--target-version", "5.2", *templates()])
        )
    return found


def typed_files() -> list[str]:
    """Business rules and reads, and what all share."""
    patterns = ("common/**/*.py", "*/services.py", "*/services/**/*.py", "*/queries.py", "*/queries/**/*.py")
    found = (path.relative_to(BASE_DIR) for pattern in patterns for path in BASE_DIR.glob(pattern))
    return sorted(str(path) for path in found if not {"tests", ".venv"} & set(path.parts))


def templates() -> list[str]:
    return sorted(str(path.relative_to(BASE_DIR)) for path in (BASE_DIR / "templates").rglob("*.html"))


def passes(check: Check) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=BASE_DIR,
        env={**os.environ, **check.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{verdict:<7}{check.name} ({time.monotonic() - started:.1f} s)", flush=True)
    if done.returncode != 0:
        print(done.stdout, flush=True)
    return done.returncode == 0


def main() -> None:
    results = [passes(check) for check in checks()]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
