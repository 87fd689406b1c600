"""The folder of the embedded services: their data, passwords, ports, logs and locks."""

import hashlib
import json
import os
import secrets
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import environ

from .locks import FileLock

BASE_DIR = Path(__file__).resolve().parents[2]
LARGEST_LOG = 5_000_000


def read_dotenv() -> None:
    """Let `.env` fill what the environment leaves open, as the settings do."""
    dotenv = BASE_DIR / ".env"
    if dotenv.exists():
        environ.Env.read_env(dotenv, overwrite=False)


class DataFolder:
    def __init__(self, path: Path | str) -> None:
        self.path = Path(path).expanduser().resolve()

    @classmethod
    def from_environment(cls) -> "DataFolder":
        return cls(os.environ.get("PRIMA_DATA") or BASE_DIR / "var")

    def create(self) -> "DataFolder":
        """Make the folder; as root others may pass through it, for PostgreSQL runs as another user."""
        if not self.path.exists():
            self.path.mkdir(parents=True)
            self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
        return self

    def private(self, name: str) -> Path:
        """A sub-folder for our eyes only."""
        folder = self.path / name
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def fingerprint(self) -> str:
        return hashlib.sha256(str(self.path).encode()).hexdigest()[:12]

    def lock(self, name: str) -> FileLock:
        return FileLock(self.private("locks") / name)

    def log(self, name: str) -> Path:
        """A log file to append to; a long one is put aside first."""
        path = self.private("logs") / f"{name}.log"
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".old.log"))
        return path

    def secret(self, name: str) -> str:
        """A random text that stays the same; the first of several who ask at once decides it."""
        path = self.private("secrets") / name
        if not path.exists():
            draft = path.with_name(f"{name}.{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(48))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text()

    def port(self, name: str, *, fresh: bool = False) -> int:
        """The port used last time if it is free, else another; it is remembered."""
        remembered = 0 if fresh else self.recall(f"{name}_port", 0)
        port = free_port(remembered) or free_port(0)
        self.remember(**{f"{name}_port": port})
        return port

    def recall(self, key: str, default: Any = None) -> Any:
        return self._state().get(key, default)

    def remember(self, **facts: Any) -> None:
        write_private(self.path / "state.json", {**self._state(), **facts})

    def _state(self) -> dict[str, Any]:
        return read_json(self.path / "state.json")

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def free_port(wanted: int) -> int:
    """`wanted` (0: any) if nobody listens there, else 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return 0
        return probe.getsockname()[1]


def read_json(path: Path) -> dict[str, Any]:
    """The object in `path`; empty when there is none or a crash left half of it."""
    try:
        return json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def write_private(path: Path, facts: Mapping[str, Any]) -> None:
    """Replace a file of ours in one step, readable by nobody else."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(facts, indent=1))
    draft.replace(path)
