"""A mail server in a process of its own that accepts and forgets, so that only the sender's CPU is measured."""

import multiprocessing
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink


@contextmanager
def mail_sink() -> Iterator[int]:
    """The port on which it listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = multiprocessing.get_context("spawn").Process(target=swallow, args=(port,), daemon=True)
    server.start()
    try:
        yield port
    finally:
        server.terminate()
        server.join()


def swallow(port: int) -> None:
    Controller(Sink(), hostname="127.0.0.1", port=port).start()
    while True:
        time.sleep(3600)
