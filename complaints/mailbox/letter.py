"""A message taken apart, whatever is wrong with it. Nothing in it is run, opened or loaded from elsewhere."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from complaints.mailbox.html import safe_html, text_of_html

MOST_DEEP = 20
MOST_PARTS = 100
MOST_TEXT = 200_000
_MESSAGE_ID = re.compile(r"<([^<>\s]{3,400})>")
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]]{1,64}@[^@\s<>,;:\"()\[\]]{1,253}")
# Where a server or a forwarding rule may have left the address that the message was sent to.
_TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-forwarded-to")


class UnreadableError(Exception):
    """A message that can't be taken apart within reason."""


@dataclass(frozen=True)
class Piece:
    """A file in a message."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """What a message says. Texts are whole; `html` is harmless and shows nothing from elsewhere."""

    message_id: str = ""
    references: tuple[str, ...] = ()
    sender_name: str = ""
    sender_email: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    html: str = ""
    pieces: tuple[Piece, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    report: str = ""  # the machine's part of a delivery report
    reported: tuple[str, ...] = ()  # the numbers of the messages it speaks of


def read_letter(raw: bytes) -> Letter:
    """Take a message apart. Raises UnreadableError where that would cost too much."""
    if raw.lower().count(b"boundary=") > MOST_PARTS:
        raise UnreadableError("parts")
    try:
        message = message_from_bytes(raw, policy=policy.compat32)
        return _letter(message)
    except RecursionError:
        raise UnreadableError("depth") from None


def fingerprint(raw: bytes) -> str:
    """The same for the same message, also when it came by two ways or is shown again under another number."""
    head, _blank, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    known = BytesHeaderParser(policy=policy.compat32).parsebytes(head)
    names = ("Message-ID", "From", "Date", "Subject")
    said = "\n".join(" ".join(str(known.get(name, "")).split()) for name in names)
    return hashlib.sha256(said.encode("utf-8", "surrogateescape") + b"\n\n" + body.strip()).hexdigest()


def _letter(message: Message) -> Letter:
    headers = _headers(message)
    plain: list[str] = []
    marked: list[str] = []
    pieces: list[Piece] = []
    kinds: list[str] = []
    report: list[str] = []
    reported: list[str] = []
    for part in _parts(message):
        kind = part.get_content_type()
        kinds.append(kind)
        if kind in ("message/delivery-status", "message/disposition-notification"):
            report.append(_source(part))
        elif kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"):
            source = _source(part)
            reported += _MESSAGE_ID.findall(_header_of(source, "message-id"))
            pieces.append(Piece(_name(part) or "message.eml", source.encode("utf-8", "replace")))
        elif part.get_content_maintype() == "text" and kind in ("text/plain", "text/html") and not _is_file(part):
            (plain if kind == "text/plain" else marked).append(_text(part))
        elif content := _content(part):
            pieces.append(Piece(_name(part) or f"file.{part.get_content_subtype()[:8]}", content))
    html = "\n".join(marked)[:MOST_TEXT]
    text = "\n\n".join(filter(None, (part.strip() for part in plain))) or text_of_html(html)
    name, address = _sender(headers)
    return Letter(
        message_id=next(iter(_MESSAGE_ID.findall(headers.get("message-id", ""))), "")[:400],
        references=_references(headers),
        sender_name=name,
        sender_email=address,
        recipients=_recipients(message),
        subject=" ".join(headers.get("subject", "").split())[:300],
        text=text[:MOST_TEXT],
        html=safe_html(html),
        pieces=tuple(pieces),
        headers=headers,
        kinds=tuple(kinds),
        report="\n".join(report)[:MOST_TEXT],
        reported=tuple(reported[:10]),
    )


def _parts(message: Message) -> Iterator[Message]:
    """The leaves, in their order; a message within a message is a leaf."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > MOST_PARTS:
            raise UnreadableError("parts")
        if depth > MOST_DEEP:
            raise UnreadableError("depth")
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting += [(child, depth + 1) for child in reversed(inner)]
        else:
            yield part


def _headers(message: Message) -> dict[str, str]:
    """By small name, decoded; of several with one name the first."""
    found: dict[str, str] = {}
    for name, value in message.items():
        found.setdefault(name.lower(), _decoded(value)[:5000])
    return found


def _decoded(value: object) -> str:
    text = str(value)
    try:
        text = str(make_header(decode_header(text)))
    except (ValueError, LookupError, UnicodeError, AssertionError, TypeError):
        pass  # a broken header is shown as it stands
    return _storable(text)


def _storable(text: str) -> str:
    """Without what a database refuses: NUL, and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _sender(headers: dict[str, str]) -> tuple[str, str]:
    for name in ("from", "sender", "reply-to"):
        for label, address in getaddresses([headers.get(name, "")[:2000]]):
            if _can_be_answered(address):
                return " ".join(label.split())[:200], address.lower()
        for address in _ADDRESS.findall(headers.get(name, "")[:2000]):
            if _can_be_answered(address):
                return "", address.lower()
    return "", ""


def _can_be_answered(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= 254


def _recipients(message: Message) -> tuple[str, ...]:
    values = [str(value)[:5000] for name in _TO for value in message.get_all(name, [])[:20]]
    return tuple(dict.fromkeys(found.lower() for value in values for found in _ADDRESS.findall(value)))[:100]


def _references(headers: dict[str, str]) -> tuple[str, ...]:
    """The messages that this one says it answers, the nearest first."""
    earlier = _MESSAGE_ID.findall(headers.get("references", ""))
    nearest = [*_MESSAGE_ID.findall(headers.get("in-reply-to", "")), *reversed(earlier)]
    return tuple(dict.fromkeys(nearest))[:50]


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_name(part))


def _name(part: Message) -> str:
    try:
        return _decoded(part.get_filename() or "")[:300]
    except (ValueError, LookupError, UnicodeError, TypeError, IndexError):
        return ""


def _content(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, UnicodeError, TypeError):
        content = str(part.get_payload()).encode("utf-8", "replace")
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    content = _content(part)
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "cp1252"):
        try:
            return _storable(content.decode(charset))
        except (LookupError, UnicodeError, ValueError):
            continue
    return _storable(content.decode("latin-1"))


def _source(part: Message) -> str:
    """A part that is a message, or several blocks of headers, as text."""
    inner = part.get_payload()
    if not isinstance(inner, list):
        return _text(part)
    try:
        return _storable("\n".join(block.as_string() for block in inner[:20])[:MOST_TEXT])
    except Exception:  # noqa: BLE001 - the standard library fails in many ways on headers that lie
        return ""


def _header_of(source: str, name: str) -> str:
    found = re.search(rf"(?im)^{name}:[ \t]*(\S[^\n]*)", source)
    return found[1] if found else ""
