"""Who runs the embedded services of a data folder, and who may use them.

One process at a time owns them (the supervisor, or a command that found nothing running) and holds
`owner`. Others read the addresses the owner published and hold `users` together while they work; an
owner takes `users` alone before it stops anything, so nobody's database goes away in mid-command.
"""

import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from . import postgres, valkey
from .datafolder import DataFolder, read_json, write_private
from .locks import FileLock
from .processes import ChildFailed, Children

ADDRESSES = ("DATABASE_URL", "REDIS_URL")
PATIENCE = 120


def missing_addresses() -> set[str]:
    """The services nobody named in the environment, which are therefore ours to run."""
    return {name for name in ADDRESSES if not os.environ.get(name)}


class Services:
    """The services of one folder, owned by this process."""

    def __init__(self, folder: DataFolder, children: Children) -> None:
        self.folder = folder.create()
        self.children = children
        self.owner = folder.lock("owner")
        self.users = folder.lock("users")
        self.published = folder.path / "services.json"

    def start(self, wanted: set[str]) -> dict[str, str]:
        """Start what is wanted; the environment variables that lead there."""
        addresses = {}
        if "DATABASE_URL" in wanted:
            addresses["DATABASE_URL"] = postgres.start(self.folder, self.children)
        if "REDIS_URL" in wanted:
            addresses["REDIS_URL"] = valkey.start(self.folder, self.children)
        return addresses

    def publish(self, addresses: Mapping[str, str]) -> None:
        """Let others use the services: they are migrated and ready."""
        write_private(self.published, {"owner": str(os.getpid()), **addresses})

    def withdraw(self, *, wait: bool) -> None:
        """Let nobody new in; with `wait`, until the last user has finished."""
        self.users.acquire(wait=wait)
        self.published.unlink(missing_ok=True)

    def release(self) -> None:
        self.users.release()
        self.owner.release()


@contextmanager
def services_for_a_command(folder: DataFolder) -> Iterator["Services | None"]:
    """Set the missing addresses in the environment while a command runs.

    Yields None when another process runs the services, else our own services, started but not yet
    published: the caller migrates and publishes.
    """
    children = Children()
    services = Services(folder, children)
    deadline = time.monotonic() + PATIENCE
    while not services.owner.acquire():
        guest = admit(services)
        if guest:
            try:
                yield None
            finally:
                guest.release()
            return
        if time.monotonic() > deadline:
            raise ChildFailed(
                f"The embedded services of {folder.path} are being started or stopped by process "
                f"{services.owner.holder()} for more than {PATIENCE} seconds."
            )
        time.sleep(0.1)
    try:
        print(f"Starting the embedded services in {folder.path} for this command.", file=sys.stderr)
        os.environ.update(services.start(missing_addresses()))
        yield services
        services.withdraw(wait=True)
    finally:
        children.stop()
        services.release()


def admit(services: Services) -> FileLock | None:
    """Become a user of the running services and set their addresses; None while they are not to be had."""
    if not services.users.acquire(shared=True):
        return None
    facts = read_json(services.published)
    addresses = {name: facts[name] for name in missing_addresses() & facts.keys()}
    if facts.get("owner") == services.owner.holder() and all(map(is_listening, addresses.values())):
        os.environ.update(addresses)
        return services.users
    services.users.release()
    return None


def is_listening(address: str) -> bool:
    parts = urlsplit(address)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname or "127.0.0.1", parts.port or 0)) == 0
