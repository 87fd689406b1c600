"""The mailbox on its server: what is new in it, a message as it came, and where taken ones go."""

import contextlib
import imaplib
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from imap_tools import AND, OR, BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

TIMEOUT = 20
TAKEN_FOLDER = "Prima"
SCHEMES = {"imaps": 993, "imap+tls": 143, "imap": 143}
MAIL_ERRORS = (OSError, imaplib.IMAP4.error, ImapToolsError, ssl.SSLError)


@dataclass(frozen=True)
class Address:
    """Where a mailbox is and how to get in."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str

    @property
    def account(self) -> str:
        """What tells this mailbox from others; without the password."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"


def parse_address(url: str) -> Address:
    """imaps://user:password@host:port/folder. Raises ImproperlyConfigured with what is wrong."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname or not parts.username:
        raise ImproperlyConfigured("IMAP_URL must look like imaps://user:password@host:993/INBOX (or imap+tls://)")
    if parts.scheme == "imap" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ImproperlyConfigured("IMAP_URL would send the password readable by all: use imaps:// or imap+tls://")
    return Address(
        scheme=parts.scheme,
        host=parts.hostname,
        port=parts.port or SCHEMES[parts.scheme],
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )


class OpenMailbox:
    """A mailbox we are signed in to. All its calls raise one of MAIL_ERRORS when the server does not play along."""

    def __init__(self, box: BaseMailBox, address: Address):
        self._box = box
        self._folder = self._folder_for_taken()
        box.folder.set(address.folder)
        status = box.folder.status(address.folder, ["UIDVALIDITY"])
        self.uid_validity = int(status.get("UIDVALIDITY", 0))

    @property
    def can_move(self) -> bool:
        return bool(self._folder)

    def new_uids(self, since: date) -> list[int]:
        """What nobody has read, and all that came since we read this mailbox; the oldest first."""
        found = self._box.uids(OR(AND(seen=False), AND(date_gte=since)), charset=None)
        return sorted(int(uid) for uid in found)

    def size_of(self, uid: int) -> int:
        answer = self._fetch(uid, "(RFC822.SIZE)")
        for item in answer:
            text = item[0] if isinstance(item, tuple) else item
            if isinstance(text, bytes) and b"RFC822.SIZE" in text:
                return int(text.split(b"RFC822.SIZE")[1].strip(b" )").split()[0])
        return 0

    def raw(self, uid: int, *, only_head: bool = False) -> tuple[bytes, datetime | None]:
        """The message, or its headers alone, without marking it as read; and when the server got it."""
        part = "BODY.PEEK[HEADER]" if only_head else "BODY.PEEK[]"
        for item in self._fetch(uid, f"(INTERNALDATE {part})"):
            if isinstance(item, tuple) and isinstance(item[1], bytes):
                came = imaplib.Internaldate2tuple(item[0])
                return item[1], datetime.fromtimestamp(time.mktime(came)).astimezone() if came else None
        return b"", None

    def put_away(self, uid: int) -> None:
        """Out of the way of the next look: into our folder, or else marked as read."""
        self._box.flag(str(uid), "\\Seen", True)
        if self._folder:
            self._box.move(str(uid), self._folder)

    def _fetch(self, uid: int, what: str) -> list:
        status, answer = self._box.client.uid("FETCH", str(uid), what)
        if status != "OK":
            raise imaplib.IMAP4.error(f"FETCH of {uid}: {status}")
        return [item for item in answer or [] if item is not None]

    def _folder_for_taken(self) -> str:
        """Our folder, made if need be, where this server lets folders be; "" when it allows none."""
        for name in (TAKEN_FOLDER, f"INBOX.{TAKEN_FOLDER}", f"INBOX/{TAKEN_FOLDER}"):
            with contextlib.suppress(*MAIL_ERRORS):
                if not self._box.folder.exists(name):
                    self._box.folder.create(name)
                return name
        return ""


def _reached(address: Address) -> BaseMailBox:
    """The server, before anything is told to it. Its certificate has to be good: the library alone would take any."""
    if address.scheme == "imap":
        return MailBoxUnencrypted(address.host, address.port, timeout=TIMEOUT)
    kind = MailBox if address.scheme == "imaps" else MailBoxStartTls
    return kind(address.host, address.port, timeout=TIMEOUT, ssl_context=ssl.create_default_context())


@contextlib.contextmanager
def open_mailbox(address: Address) -> Iterator[OpenMailbox]:
    """Sign in, and out again whatever happens."""
    box = _reached(address)
    try:
        box.login(address.user, address.password, initial_folder=None)
        yield OpenMailbox(box, address)
    finally:
        with contextlib.suppress(*MAIL_ERRORS):
            box.logout()
