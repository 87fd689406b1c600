"""Child processes that are started in order, become ready, stop in reverse and never outlive us."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .datafolder import BASE_DIR

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
TICK = 0.02


class ChildFailed(Exception):
    """A child ended or hung before it was ready; the message is for the user."""


@dataclass(eq=False)
class Child:
    """How to start one process, to know that it is ready, and to stop it."""

    name: str
    argv: list[str]
    is_ready: Callable[["Child"], bool]
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 15
    env: Mapping[str, str] | None = None
    cwd: Path = BASE_DIR
    account: pwd.struct_passwd | None = None
    stdin: str = ""
    log: Path | None = None
    before: Callable[[], None] | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def spawn(self, output: int | IO[bytes]) -> subprocess.Popen[bytes]:
        """Start it in a session of its own: Ctrl-C at the terminal reaches us alone, and we stop things in order."""
        if self.before:
            self.before()
        self.process = subprocess.Popen(
            self.argv,
            env=self.env,
            cwd=self.cwd,
            stdin=subprocess.PIPE if self.stdin else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=follow_parent(self.stop_signal),
            **identity(self.account),
        )
        if self.process.stdin:
            self.process.stdin.write(self.stdin.encode())
            self.process.stdin.close()
        return self.process

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def ask_to_stop(self) -> None:
        if self.process and not self.has_ended():
            self.process.send_signal(self.stop_signal)

    def kill(self) -> None:
        """End the process and whatever it left in its session."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()


class Children:
    """A set of running children; output goes to their log files."""

    def __init__(self) -> None:
        self.running: list[Child] = []

    def launch(self, child: Child, *, within: float = 60) -> None:
        """Start a child and wait until it is ready."""
        self.spawn(child)
        self.await_ready(child, within=within)

    def spawn(self, child: Child) -> None:
        if child not in self.running:
            self.running.append(child)
        if child.log:
            with child.log.open("ab") as log:
                child.spawn(log)
        else:
            child.spawn(subprocess.DEVNULL)

    def await_ready(self, child: Child, *, within: float = 60) -> None:
        deadline = time.monotonic() + within
        while not child.is_ready(child):
            if child.has_ended():
                self.give_up(child, "ended while starting")
            if time.monotonic() > deadline:
                self.give_up(child, f"was not ready after {within:.0f} seconds")
            self.pause(TICK)

    def give_up(self, child: Child, reason: str) -> None:
        child.kill()
        self.running.remove(child)
        raise ChildFailed(f"{child.name} {reason}.{last_lines(child.log)}")

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)

    def stop(self) -> None:
        """Stop all, last started first; whoever overstays its patience is killed."""
        while self.running:
            self.stop_child(self.running[-1])
            self.running.pop()

    def stop_child(self, child: Child) -> None:
        child.ask_to_stop()
        deadline = time.monotonic() + child.patience
        while not child.has_ended() and time.monotonic() < deadline:
            self.pause(TICK)
        child.kill()


def follow_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    """What a new child does first: ask the kernel for `stop_signal` when this process dies, however it dies."""
    parent = os.getpid()

    def follow() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, stop_signal)
            if os.getppid() != parent:
                os._exit(1)

    return follow


def identity(account: pwd.struct_passwd | None) -> dict:
    """Arguments of subprocess functions to run as `account`, or as ourselves."""
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def stop_leftover(pid_file: Path, owner_mark: str, stop_signal: signal.Signals, *, within: float = 30) -> None:
    """Stop a server that outlived its supervisor, known by `owner_mark` in its command line or working folder."""
    try:
        pid = int(pid_file.read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return
    deadline = time.monotonic() + within
    while owner_mark in trace_of(pid) and time.monotonic() < deadline:
        try:
            os.kill(pid, stop_signal)
        except ProcessLookupError:
            return
        time.sleep(0.1)


def trace_of(pid: int) -> str:
    """Command line and working folder of a process; empty when it is gone or not ours to see."""
    proc = Path("/proc") / str(pid)
    if not Path("/proc/self").exists():
        return subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True).stdout
    try:
        command = (proc / "cmdline").read_bytes().replace(b"\0", b"\n").decode(errors="replace")
        return f"{command}\n{os.readlink(proc / 'cwd')}" if command else ""
    except OSError:
        return ""


def last_lines(log: Path | None, count: int = 12) -> str:
    if log is None or not log.exists():
        return ""
    lines = log.read_text(errors="replace").splitlines()[-count:]
    return f" The end of {log}:\n" + "\n".join(lines)
