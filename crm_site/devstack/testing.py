"""Pytest plugin: every run brings its own PostgreSQL and broker, in a folder that goes away with it.

It has to act before pytest-django reads the settings, hence a plugin (see pytest.ini) and not a
conftest. With xdist only the controller starts services; its workers inherit the addresses, and each
takes a database, a broker number and a data folder of its own.
"""

import atexit
import os
import shutil
import signal
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from . import postgres, valkey
from .datafolder import DataFolder
from .messages import compile_catalogues
from .processes import Children

FOLDER = "PRIMA_TEST_FOLDER"
FOREIGN_SETTINGS = ("PRIMA_DEMO", "PRIMA_OFFLINE", "DEBUG", "SITE_URL", "ALLOWED_HOSTS", "EMAIL_URL", "REPLICA_URL")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    options = early_config.known_args_namespace
    if options.help or options.version:
        return
    os.environ["PRIMA_TESTING"] = "1"
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        keep_to_ourselves(worker)
    else:
        start_services()


def start_services() -> None:
    # `timeout` and CI runners end a run with SIGTERM: treat it as Ctrl-C, which cleans up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for name in FOREIGN_SETTINGS:
        os.environ.pop(name, None)
    compile_catalogues()
    path = Path(tempfile.mkdtemp(prefix="prima-test-"))
    path.chmod(0o711)
    folder, children = DataFolder(path), Children()
    atexit.register(clean_up, folder, children)
    addresses = {"DATABASE_URL": os.environ.get("TEST_DATABASE_URL"), "REDIS_URL": os.environ.get("TEST_REDIS_URL")}
    os.environ["DATABASE_URL"] = addresses["DATABASE_URL"] or postgres.start(folder, children, postgres.THROWAWAY)
    os.environ["REDIS_URL"] = addresses["REDIS_URL"] or valkey.start(folder, children)
    os.environ["PRIMA_DATA"] = str(folder.private("app"))
    os.environ[FOLDER] = str(path)


def keep_to_ourselves(worker: str) -> None:
    folder = Path(os.environ[FOLDER]) / worker
    folder.mkdir(exist_ok=True)
    os.environ["PRIMA_DATA"] = str(folder)
    broker = urlsplit(os.environ["REDIS_URL"])
    number = int(worker.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = urlunsplit(broker._replace(path=f"/{number}"))


def clean_up(folder: DataFolder, children: Children) -> None:
    children.stop()
    shutil.rmtree(postgres.server_home(folder, postgres.server_account()), ignore_errors=True)
    folder.remove()
