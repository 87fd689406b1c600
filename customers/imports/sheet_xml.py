"""The XML in a spreadsheet, read block by block, with nothing in it that makes a parser work for somebody else."""

import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

MAX_PIECE_BYTES = 1 << 20  # of one row or one text
BLOCK = 1 << 16
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([\w.-]+)["']""")
Handler = Callable[..., None]


class Damaged(Exception):
    """The file is no spreadsheet as they are made by honest programs."""


def parser_of(start: Handler, end: Handler, text: Handler) -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    # No spreadsheet declares a document type, let alone entities that multiply.
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_declaration
    return parser


def _refuse_declaration(*_what: Any) -> None:
    raise Damaged


def pieces(archive: zipfile.ZipFile, part: str, parser: Any) -> Iterator[None]:
    """Feed a part to a parser, block by block."""
    with archive.open(part) as stream:
        block = stream.read(BLOCK)
        declared = _ENCODING.search(block[:200])
        if b"\x00" in block[:200] or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")):
            raise Damaged
        while block:
            parser.Parse(block)
            yield
            block = stream.read(BLOCK)
        parser.Parse(b"", True)
        yield


def local_name(name: str) -> str:
    return name.rpartition(":")[2]


def elements(archive: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str], str]]:
    """Local name, attributes and parent of every element of a small part, in order."""
    found: list[tuple[str, dict[str, str], str]] = []
    path = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((local_name(name), {local_name(key): value for key, value in attributes.items()}, path[-1]))
        path.append(local_name(name))

    def end(_name: str) -> None:
        path.pop()

    parser = parser_of(start, end, lambda _text: None)
    for _piece in pieces(archive, part, parser):
        if len(found) > 200_000:
            raise Damaged
    return found
