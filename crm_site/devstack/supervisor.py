"""`make run`: everything Prima needs, in the foreground, in order, until Ctrl-C."""

import ctypes
import hashlib
import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from . import programs
from .console import Console
from .datafolder import DataFolder, free_port, read_dotenv
from .embedded import Services, missing_addresses
from .freshness import schema_mark, static_mark
from .messages import compile_catalogues
from .processes import LIBC, PR_SET_PDEATHSIG, Child, ChildFailed, Children

SIGN_INS = ("agent@demo.test", "manager@demo.test", "admin@demo.test")
PASSWORD = "prima-demo-2026"  # noqa: S105 - of generated demo data, printed for everybody
MOST_RESTARTS, PER_SECONDS = 5, 60
LONGEST_BACK_OFF = 5.0


class StopRequested(Exception):
    """Ctrl-C or a signal came while something was starting or running."""


class Supervisor(Children):
    """Starts the children in order, prints what they write, restarts who dies, stops them in reverse."""

    def __init__(self, folder: DataFolder, port: int) -> None:
        super().__init__()
        self.folder = folder
        self.port = port
        self.console = Console()
        self.selector = selectors.DefaultSelector()
        self.services = Services(folder, self)
        self.stop_asked = 0
        self.is_stopping = False
        self.owns_database = False
        self.deaths: list[float] = []

    # --- life ---

    def run(self) -> int:
        """The exit status: 0 when somebody asked us to stop, 1 when we had to."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.note_signal)
        try:
            self.start_everything()
            self.watch()
        except StopRequested:
            return 0
        except ChildFailed as failure:
            self.console.say(str(failure))
            return 1
        finally:
            self.stop_everything()
        return 0

    def note_signal(self, number: int, frame: FrameType | None) -> None:
        self.stop_asked += 1

    def start_everything(self) -> None:
        started = time.monotonic()
        self.own_services()
        missing = missing_addresses()
        self.owns_database = "DATABASE_URL" in missing
        os.environ.update(self.services.start(missing))
        self.prepare()
        self.services.publish({name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")})
        self.fill_with_demo_data()
        children = [programs.web(self.port), programs.worker(), programs.beat(self.folder)]
        for child in children:
            self.spawn(child)
        for child in children:
            self.await_ready(child)
        self.welcome(time.monotonic() - started)

    def own_services(self) -> None:
        """A `manage.py` command may run the services just now; it ends by itself."""
        told = False
        while not self.services.owner.acquire():
            if not told:
                self.console.say(f"Waiting for a command (pid {self.services.owner.holder()}) to finish.")
            told = True
            self.pause(0.2)

    def prepare(self) -> None:
        """Migrate and collect static files, unless nothing has changed since this was done."""
        compile_catalogues()
        done = self.folder.recall("prepared", [])
        steps = []
        if schema_mark() not in done:
            steps.append(self.begin("migrate", programs.MIGRATE))
        if static_mark(self.folder) not in done:
            steps.append(self.begin("static", programs.COLLECTSTATIC))
        for step in steps:
            self.finish(step)
        self.folder.remember(prepared=[schema_mark(), static_mark(self.folder)])

    def fill_with_demo_data(self) -> None:
        """Once per database; `DEMO=0` leaves it empty."""
        mark = "embedded" if self.owns_database else fingerprint(os.environ["DATABASE_URL"])
        filled = self.folder.recall("demo_filled", [])
        if not wants_demo() or mark in filled:
            return
        self.console.say("Generating demo data (the first time only).")
        try:
            self.finish(self.begin("demo", programs.DEMO))
        except ChildFailed:
            self.console.say("Going on without demo data.")
        else:
            self.folder.remember(demo_filled=[*filled, mark])

    def welcome(self, seconds: float) -> None:
        say = self.console.say
        say(f"Ready after {seconds:.1f} s:  http://localhost:{self.port}/")
        if wants_demo():
            say(f"Sign in as {', '.join(SIGN_INS)} with the password {PASSWORD}")
        say("Ctrl-C stops everything; the data stay.")

    # --- steps before the programs ---

    def begin(self, name: str, command: list[str]) -> Child:
        step = Child(name, command, is_ready=Child.has_ended)
        self.spawn(step)
        return step

    def finish(self, step: Child) -> None:
        while not step.has_ended():
            self.pause(0.05)
        self.pause(0)
        self.running.remove(step)
        if step.process and step.process.returncode != 0:
            raise ChildFailed(f"{step.name} failed; the reason stands above.")

    # --- while it runs ---

    def watch(self) -> None:
        while True:
            self.pause(0.5)
            for child in self.running:
                if child.has_ended():
                    self.revive(child)

    def revive(self, child: Child) -> None:
        """Start a dead child again, later each time; too many deaths end everything."""
        now = time.monotonic()
        self.deaths = [*(death for death in self.deaths if now - death < PER_SECONDS), now]
        status = child.process.returncode if child.process else None
        if len(self.deaths) > MOST_RESTARTS:
            raise ChildFailed(f"{child.name} ended again (status {status}); something is wrong, so everything stops.")
        self.console.say(f"{child.name} ended (status {status}); starting it again.")
        child.kill()
        self.pause(min(0.2 * 2 ** len(self.deaths), LONGEST_BACK_OFF))
        self.spawn(child)

    # --- output and signals, wherever we wait ---

    def spawn(self, child: Child) -> None:
        if child.log:
            super().spawn(child)
            return
        if child not in self.running:
            self.running.append(child)
        process = child.spawn(subprocess.PIPE)
        if process.stdout:
            os.set_blocking(process.stdout.fileno(), False)
            self.selector.register(process.stdout, selectors.EVENT_READ, child.name)

    def pause(self, seconds: float) -> None:
        """Wait, printing what the children write meanwhile."""
        deadline = time.monotonic() + seconds
        while True:
            self.print_output(max(0, min(deadline - time.monotonic(), 0.1)))
            if self.stop_asked and not self.is_stopping:
                raise StopRequested
            if time.monotonic() >= deadline:
                return

    def print_output(self, seconds: float) -> None:
        if not self.selector.get_map():
            time.sleep(seconds)
            return
        for key, _events in self.selector.select(seconds):
            output = key.fileobj.read()  # type: ignore[union-attr]
            if output:
                self.console.feed(key.data, output)
            else:
                self.selector.unregister(key.fileobj)
                self.console.close(key.data)

    # --- the end ---

    def stop_everything(self) -> None:
        self.is_stopping = True
        if self.running:
            self.console.say("Stopping.")
        self.services.withdraw(wait=False)
        self.stop()
        self.services.release()
        self.console.say("Stopped.")

    def stop_child(self, child: Child) -> None:
        """A second Ctrl-C kills a program at once, but the database and the broker always end in order."""
        if child.log:
            super().stop_child(child)
            return
        child.ask_to_stop()
        deadline = time.monotonic() + child.patience
        while not child.has_ended() and time.monotonic() < deadline and self.stop_asked < 2:
            self.pause(0.05)
        child.kill()


def wants_demo() -> bool:
    return os.environ.get("DEMO", "1") != "0"


def fingerprint(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:12]


def follow_make() -> None:
    """Stop when the `make` that started us is killed; it cannot tell us itself."""
    parent = Path("/proc") / str(os.getppid()) / "comm"
    if LIBC is not None and parent.exists() and parent.read_text().strip() == "make":
        LIBC.prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGTERM))


def chosen_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def set_environment(folder: DataFolder, port: int) -> None:
    """What the children share: demo mode, and what nobody has chosen."""
    os.environ["PRIMA_DEMO"] = "1"
    os.environ["PRIMA_DATA"] = str(folder.path)
    os.environ["PORT"] = str(port)
    os.environ["PYTHONUNBUFFERED"] = "1"
    os.environ["SECRET_KEY"] = os.environ.get("SECRET_KEY") or folder.secret("secret_key")
    os.environ["SITE_URL"] = os.environ.get("SITE_URL") or f"http://localhost:{port}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "crm_site.settings"


def main() -> None:
    follow_make()
    read_dotenv()
    port = chosen_port()
    folder = DataFolder.from_environment().create()
    lock = folder.lock("run")
    if not lock.acquire():
        sys.exit(f"Prima is already running (pid {lock.holder()}) with the data in {folder.path}.")
    if not free_port(port):
        sys.exit(f"Port {port} is taken by another program. Choose another one:  PORT={port + 1} make run")
    set_environment(folder, port)
    sys.exit(Supervisor(folder, port).run())


if __name__ == "__main__":
    main()
