import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest

from crm_site.devstack.datafolder import BASE_DIR, DataFolder, free_port
from crm_site.devstack.embedded import Services, admit
from crm_site.devstack.processes import Child, ChildFailed, Children

BOTH = {"DATABASE_URL", "REDIS_URL"}
HOLD_SERVICES = """
import sys, time
from crm_site.devstack.datafolder import DataFolder
from crm_site.devstack.embedded import Services
from crm_site.devstack.processes import Children
services = Services(DataFolder(sys.argv[1]), Children())
assert services.owner.acquire()
services.publish(services.start({"DATABASE_URL", "REDIS_URL"}))
print("ready", flush=True)
time.sleep(60)
"""


def open_to_the_server(path):
    """Pytest's own folders are closed to other accounts, and so would send the data of a server of root elsewhere."""
    below_temporary = [folder for folder in (path, *path.parents) if Path(tempfile.gettempdir()) in folder.parents]
    for folder in below_temporary:
        folder.chmod(0o711)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in BOTH:
        monkeypatch.delenv(name)
    open_to_the_server(tmp_path)
    return DataFolder(tmp_path / "a folder with spaces" / "data")


def processes_of(folder):
    """Process ids whose command line or working folder lies in the data folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            trace = (process / "cmdline").read_bytes().decode(errors="replace") + os.readlink(process / "cwd")
        except OSError:
            continue
        if str(folder.path) in trace and int(process.name) != os.getpid():
            found.append(int(process.name))
    return found


def wait_until(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_services_keep_data_password_and_port_in_a_folder_with_spaces(folder):
    addresses = []
    for _start in range(2):
        children = Children()
        addresses.append(Services(folder, children).start(BOTH))
        with psycopg2.connect(addresses[-1]["DATABASE_URL"]) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
            cursor.execute("INSERT INTO kept VALUES ('here') RETURNING (SELECT count(*) FROM kept)")
            rows_before = cursor.fetchone()[0]
        connection.close()
        children.stop()
    assert addresses[0] == addresses[1]
    assert rows_before == 1
    assert processes_of(folder) == []


def test_the_database_wants_the_password(folder):
    children = Children()
    address = Services(folder, children).start({"DATABASE_URL"})["DATABASE_URL"]
    password = folder.secret("postgres_password")
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(address.replace(password, "guess"))
    children.stop()


def test_a_killed_owner_leaves_no_server_behind(folder):
    owner = subprocess.Popen(
        [sys.executable, "-c", HOLD_SERVICES, folder.path], cwd=BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout.readline() == "ready\n"
    assert wait_until(lambda: len(processes_of(folder)) > 2)
    owner.kill()
    owner.communicate()
    assert wait_until(lambda: processes_of(folder) == [])


def test_a_second_command_is_admitted_only_while_services_are_published(folder, monkeypatch):
    owner = Services(folder, Children())
    assert owner.owner.acquire()
    guest = Services(folder, Children())
    assert not guest.owner.acquire()
    assert admit(guest) is None

    addresses = owner.start({"REDIS_URL"})
    owner.publish(addresses)
    assert admit(guest) is guest.users
    assert os.environ["REDIS_URL"] == addresses["REDIS_URL"]

    assert not owner.users.acquire()
    guest.users.release()
    owner.withdraw(wait=True)
    monkeypatch.delenv("REDIS_URL")
    assert admit(guest) is None
    owner.children.stop()


def test_a_taken_port_is_left_alone(folder):
    folder.create()
    port = folder.port("web")
    assert folder.port("web") == port
    with subprocess.Popen(
        [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as stranger:
        assert wait_until(lambda: not free_port(port))
        assert folder.port("web") != port
        stranger.kill()


def test_a_child_that_ends_while_starting_shows_the_end_of_its_log(tmp_path):
    children = Children()
    child = Child(
        "sample", ["sh", "-c", "echo no memory left; exit 3"], is_ready=lambda child: False, log=tmp_path / "log"
    )
    with pytest.raises(ChildFailed, match="sample ended while starting[^~]*no memory left"):
        children.launch(child)
    assert children.running == []


def test_a_child_that_ignores_the_signal_is_killed_with_all_it_started(tmp_path):
    children, log = Children(), tmp_path / "log"
    script = "trap '' TERM; sleep 61.7 & echo deaf; wait; wait"
    child = Child("stubborn", ["sh", "-c", script], lambda child: "deaf" in log.read_text(), cwd=tmp_path, log=log)
    child.patience = 0.3
    children.launch(child)
    assert len(processes_of(DataFolder(tmp_path))) == 2
    children.stop()
    assert child.process.returncode == -signal.SIGKILL
    assert wait_until(lambda: processes_of(DataFolder(tmp_path)) == [])
