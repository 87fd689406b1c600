"""The real thing: `make run`'s supervisor with every program, in a folder of its own."""

import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

from crm_site.devstack.datafolder import BASE_DIR, DataFolder, free_port
from crm_site.tests.test_devstack_services import open_to_the_server, processes_of, wait_until

RUN = [sys.executable, "-m", "crm_site.devstack.supervisor"]
LEFT_OUT = ("DATABASE_URL", "REDIS_URL", "PRIMA_TESTING", "SECRET_KEY", "PRIMA_DEMO")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("stack")
    open_to_the_server(path)
    return DataFolder(path / "with a space")


@pytest.fixture(scope="module")
def environment(folder):
    kept = {key: value for key, value in os.environ.items() if key not in LEFT_OUT}
    return {**kept, "PRIMA_DATA": str(folder.path), "PORT": str(free_port(0)), "DEMO": "0"}


class Run:
    """A supervisor in the background, its output line by line."""

    def __init__(self, environment):
        self.process = subprocess.Popen(
            RUN, env=environment, cwd=BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.lines = []

    def read_until(self, text):
        for line in self.process.stdout:
            self.lines.append(line)
            if text in line:
                return line
        raise AssertionError("".join(self.lines))

    def end(self, number):
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=40)
        return self.process.returncode, rest


def manage(environment, *arguments):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], env=environment, cwd=BASE_DIR, capture_output=True, text=True
    )


def test_a_day_in_the_life_of_make_run(folder, environment):
    first = Run(environment)
    first.read_until("Ready after")
    port = environment["PORT"]
    with urllib.request.urlopen(f"http://localhost:{port}/healthz") as answer:
        assert answer.status == 200

    again = subprocess.run(RUN, env=environment, cwd=BASE_DIR, capture_output=True, text=True)
    assert again.returncode == 1
    assert f"already running (pid {first.process.pid})" in again.stderr

    command = manage(environment, "shell", "-v0", "-c", "import os; print(os.environ['DATABASE_URL'])")
    assert f"127.0.0.1:{folder.recall('postgres_port')}/prima" in command.stdout
    assert command.stderr == ""

    first.process.kill()
    first.process.communicate()
    assert wait_until(lambda: processes_of(folder) == [], 30)

    second = Run(environment)
    second.read_until("Ready after")
    status, rest = second.end(signal.SIGTERM)
    assert (status, rest.splitlines()[-1].split("|")[1].strip()) == (0, "Stopped.")
    assert wait_until(lambda: processes_of(folder) == [])


def test_a_command_alone_starts_the_services_and_stops_them(folder, environment):
    command = manage(environment, "shell", "-v0", "-c", "print('only this')")
    assert command.stdout == "only this\n"
    assert "Starting the embedded services" in command.stderr
    assert processes_of(folder) == []


def test_a_command_without_need_of_a_database_starts_none(folder, environment):
    assert manage(environment, "help").stderr == ""


def test_a_taken_port_is_named_and_nothing_starts(folder, environment, live_server):
    port = live_server.url.rsplit(":", 1)[1]
    refused = subprocess.run(RUN, env={**environment, "PORT": port}, cwd=BASE_DIR, capture_output=True, text=True)
    assert refused.returncode == 1
    assert f"Port {port} is taken" in refused.stderr
    assert processes_of(folder) == []


def test_a_port_that_is_no_port_is_refused(environment):
    refused = subprocess.run(RUN, env={**environment, "PORT": "80x"}, cwd=BASE_DIR, capture_output=True, text=True)
    assert refused.stderr == "PORT must be a number from 1 to 65535, not '80x'.\n"


def test_the_second_interrupt_hurries_but_the_database_ends_in_order(folder, environment):
    run = Run(environment)
    run.read_until("Ready after")
    run.process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    status, _rest = run.end(signal.SIGINT)
    assert status == 0
    assert folder.log("postgres").read_text().rstrip().endswith("database system is shut down")
    assert processes_of(folder) == []
