"""Create or refresh `.venv` from the locked requirements.

Runs under the system's Python before anything is installed, so it needs the standard library alone.
Each finished step leaves a stamp; a step whose stamp still fits is skipped, so a warm start costs
milliseconds. A lock makes two starts at once take turns.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

OLDEST_PYTHON = (3, 11)
BASE_DIR = Path(__file__).resolve().parents[2]
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"


def main(arguments: list[str]) -> None:
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(f"Prima needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")
    with open(BASE_DIR / ".venv.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ensure_environment()
        ensure_requirements("requirements.txt")
        if "--dev" in arguments:
            ensure_requirements("requirements-dev.txt")


def ensure_environment() -> None:
    """A virtual environment made by this Python for this very path (its scripts contain the path)."""
    identity = f"{sys.version}\n{sysconfig.get_platform()}\n{VENV}\n"
    stamp = VENV / ".stamp-environment"
    if PYTHON.exists() and read(stamp) == identity:
        return
    say(f"Creating the virtual environment {VENV}")
    shutil.rmtree(VENV, ignore_errors=True)
    with_pip = shutil.which("uv") is None
    if with_pip:
        require_ensurepip()
    venv.EnvBuilder(with_pip=with_pip, symlinks=True).create(VENV)
    stamp.write_text(identity)


def require_ensurepip() -> None:
    """Debian and Ubuntu ship Python without it."""
    try:
        import ensurepip  # noqa: F401, PLC0415
    except ImportError:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        sys.exit(
            "This Python cannot create virtual environments (the module ensurepip is missing).\n"
            f"On Debian or Ubuntu, as root:  apt install {package}\n"
            "Or put uv on the PATH; it is used when present."
        )


def ensure_requirements(name: str) -> None:
    """Install exactly what the lock file names; every download is checked against its hash."""
    requirements = BASE_DIR / name
    stamp = VENV / f".stamp-{requirements.stem}"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if read(stamp) == digest:
        return
    say(f"Installing {name} (once; about a minute)")
    if subprocess.run(install_command(requirements), stdin=subprocess.DEVNULL).returncode != 0:
        sys.exit(f"Installing {name} failed; the reason stands above. Run the same command to try again.")
    stamp.write_text(digest)


def install_command(requirements: Path) -> list[str]:
    uv = shutil.which("uv")
    if uv:
        return [
            uv,
            "pip",
            "install",
            "--quiet",
            "--compile-bytecode",
            "--python",
            str(PYTHON),
            "--require-hashes",
            "-r",
            str(requirements),
        ]
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    return [*pip, "--require-hashes", "--no-deps", "-r", str(requirements)]


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.chdir(BASE_DIR)
    main(sys.argv[1:])
