"""The columns that files may have, and how those of a file are recognised by their names in either language."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import cached_property
from typing import Any

from customers.imports.cells import Parse

# By which files of business, contracts and the like name the customer.
CUSTOMER_WORDS = (
    "pelanggan, kode pelanggan, id pelanggan, no pelanggan, nomor pelanggan, customer id, customer code, "
    "customer number, external id"
)
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Column:
    """A column that files may have: how its cells are read and what type its values have in the database.

    `words` are names by which it is recognised, divided by commas. `parse_in` reads moments of a given time zone.
    """

    name: str
    parse: Parse
    type: str = "text"
    required: bool = False
    label: Any = ""
    words: str = ""
    parse_in: Callable[[tzinfo], Parse] | None = None

    @cached_property
    def known_as(self) -> frozenset[str]:
        return frozenset(map(plain_name, [self.name, *self.words.split(",")]))

    def in_zone(self, zone: tzinfo | None) -> "Column":
        """The column for a file whose moments carry no offset: they are of `zone`."""
        return replace(self, parse=self.parse_in(zone)) if zone and self.parse_in else self


def plain_name(text: str) -> str:
    """A column's name as it is compared: "No. HP", "no_hp" and "NO HP " are the same."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_NO_LETTER.sub(" ", "".join(mark for mark in bare if not unicodedata.combining(mark))).split())


def match_by_name(header: Sequence[str], columns: Iterable[Column]) -> list[str]:
    """For each column of a file the name of ours that it is, "" for those nobody knows.

    Our own names come first, then the other words; no column of ours is taken twice.
    """
    columns = list(columns)
    names = [plain_name(name) for name in header]
    found = [""] * len(names)
    for is_known in (
        lambda column, name: plain_name(column.name) == name,
        lambda column, name: name in column.known_as,
    ):
        for place, name in enumerate(names):
            if name and not found[place]:
                free = (column for column in columns if column.name not in found and is_known(column, name))
                found[place] = next((column.name for column in free), "")
    return found
