"""What a person wrote now, without the messages quoted below it and without the signature."""

import re

from mailparser_reply.parser import EmailMessage

# The library's patterns take long on long texts; beyond this only our own lines cut.
MOST_FOR_LIBRARY = 6000
_LONG = 400
# The lines that Indonesian mail programs put above what they quote. Each is tried on one line of bounded length.
_WROTE = re.compile(r"(?i)^(?:>\s?)*(?:pada\b.{3,200}\bmenulis\s*:|.{3,200}\bmenulis\s*:|on\b.{3,200}\bwrote\s*:)\s*$")
_WROTE_BEGINS = re.compile(r"(?i)^(?:pada|on)\b.{3,200}\d{4}.{0,200}$")
_WROTE_ENDS = re.compile(r"(?i).{0,200}\b(?:menulis|wrote)\s*:\s*$")
_ORIGINAL = re.compile(
    r"(?i)^\s*-{2,}\s*(?:pesan asli|pesan asal|pesan terusan|original message|forwarded message)\b.{0,40}$"
)
_RULE = re.compile(r"^\s*_{20,}\s*$")
_HEAD = re.compile(r"(?i)^\*?(?:dari|from)\s*:\*?\s*\S")
_HEAD_GOES_ON = re.compile(r"(?i)^\*?(?:dikirim|terkirim|tanggal|kepada|sent|date|to|perihal|subjek|subject)\s*:")
_SIGNATURE = re.compile(
    r"(?i)^\s*(?:--|__|(?:dikirim|terkirim) dari\b.{0,80}|sent from my\b.{0,80}|get outlook for\b.{0,40})\s*$"
)


def latest_words(text: str) -> str:
    """The newest part of a message; the whole of it when nothing else would be left."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    own = "\n".join(_until_quote(lines)).strip()
    if own and len(own) <= MOST_FOR_LIBRARY and max(map(len, own.split("\n"))) <= _LONG:
        own = _by_library(own) or own
    return own or text.strip()


def _until_quote(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else ""
        if len(line) <= _LONG and _begins_quote(line, following):
            break
        if len(line) <= _LONG and _SIGNATURE.match(line):
            break
        kept.append(line)
    # Answers between the lines of a quotation keep what they answer; a quotation at the end goes.
    while kept and (not kept[-1].strip() or kept[-1].lstrip().startswith(">")):
        kept.pop()
    return kept


def _begins_quote(line: str, following: str) -> bool:
    if _WROTE.match(line) or _ORIGINAL.match(line) or _RULE.match(line):
        return True
    if _WROTE_BEGINS.match(line) and len(following) <= _LONG and _WROTE_ENDS.match(following):
        return True
    return bool(_HEAD.match(line) and _HEAD_GOES_ON.match(following))


def _by_library(text: str) -> str:
    """What the library still finds: headers of other programs, signatures, disclaimers in English."""
    replies = EmailMessage(text=text, languages=["en"], keep_hyphen_lists=True).read().replies
    return (replies[0].body or "").strip() if replies else ""
