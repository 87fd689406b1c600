"""The programs of Prima itself: web server, worker, scheduler and the steps before them."""

import http.client
import os
import sys
from functools import partial
from pathlib import Path

from .datafolder import DataFolder
from .processes import Child

PYTHON = sys.executable
CELERY = ["-m", "celery", "--quiet", "-A", "crm_site"]
MANAGE = [PYTHON, "manage.py"]
MIGRATE = [*MANAGE, "migrate", "--verbosity", "0"]
COLLECTSTATIC = [*MANAGE, "collectstatic", "--noinput", "--verbosity", "0"]
DEMO = [*MANAGE, "demo", "--if-empty"]


def web(port: int) -> Child:
    command = [PYTHON, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", "--no-ws"]
    command += ["--workers-kill-timeout", "10s", "--log-level", "warning", "crm_site.wsgi:application"]
    return Child("web", command, is_ready=lambda child: answers(port))


def worker() -> Child:
    """Its name contains our process id, so that a ping reaches this worker and no other one."""
    node = f"prima-{os.getpid()}@localhost"
    as_root = "ignore:You're running the worker with superuser privileges"
    command = [PYTHON, "-W", as_root, *CELERY, "worker", "--hostname", node, "--loglevel", "WARNING"]
    command += ["--concurrency", "2", "--without-mingle", "--without-gossip"]
    return Child("worker", command, is_ready=lambda child: responds(node), patience=30)


def beat(folder: DataFolder) -> Child:
    pid_file = folder.path / "celerybeat.pid"
    command = [PYTHON, *CELERY, "beat", "--loglevel", "WARNING"]
    command += ["-s", str(folder.path / "celerybeat-schedule"), "--pidfile", str(pid_file)]
    return Child("beat", command, is_ready=partial(has_written_its_pid, pid_file), before=partial(forget, pid_file))


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("localhost", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def responds(node: str) -> bool:
    from crm_site.celery import app

    try:
        return bool(app.control.ping([node], timeout=0.2, limit=1))
    except OSError:
        return False


def has_written_its_pid(pid_file: Path, child: Child) -> bool:
    return pid_file.exists() and pid_file.read_text().strip() == str(child.pid)


def forget(pid_file: Path) -> None:
    """Celery refuses to start when the number in an old file belongs to any living process by now."""
    pid_file.unlink(missing_ok=True)
