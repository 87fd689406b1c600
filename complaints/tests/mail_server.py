"""A real IMAP server for tests, in a process of its own: keeps what is put into it, and is empty for each test."""

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER, PASSWORD = "keluhan@prima.example", "rahasia"


class MailServer:
    def __init__(self, port: int):
        self.port = port
        self.ports: dict[str, int] = {}  # by scheme, where several lead to it
        self.url = f"imap://keluhan%40prima.example:{PASSWORD}@127.0.0.1:{port}/INBOX"

    @contextmanager
    def signed_in(self) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=5)
        try:
            client.login(f'"{USER}"', PASSWORD)
            yield client
        finally:
            client.logout()

    def receive(self, *messages: bytes) -> None:
        with self.signed_in() as client:
            for message in messages:
                status, _answer = client.append("INBOX", None, None, message)
                assert status == "OK"

    def count(self, folder: str) -> int:
        with self.signed_in() as client:
            status, answer = client.select(folder, readonly=True)
            return int(answer[0]) if status == "OK" else 0

    def empty(self) -> None:
        with self.signed_in() as client:
            for folder in ("INBOX", "Prima"):
                if client.select(folder)[0] == "OK":
                    client.store("1:*", "+FLAGS", "\\Deleted")
                    client.expunge()


@contextmanager
def running_mail_server(certificate: tuple[Path, Path] | None = None) -> Iterator[MailServer]:
    """With a certificate (and its key) it lets clients change to TLS."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).parent / "pymap"), "--host", "127.0.0.1", "--port", str(port)]
    if certificate:
        command += ["--cert", str(certificate[0]), "--key", str(certificate[1])]
    command += ["dict"]
    command += ["--demo-data", "--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        server = MailServer(port)
        for _attempt in range(300):
            try:
                server.empty()
                break
            except (OSError, imaplib.IMAP4.error):
                assert process.poll() is None, "the mail server did not start"
                time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.wait(10)
