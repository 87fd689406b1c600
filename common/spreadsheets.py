"""Text in CSV and XLSX files that spreadsheets open: a cell must never come alive as a formula."""

import re
from typing import Any

_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_QUOTED = re.compile(r"'+[=+\-@\t\r]")


def quoted(value: Any) -> Any:
    """The value with an apostrophe before it where a spreadsheet would take the text for a formula; `unquoted` takes
    it off again. Numbers and dates stay as they are."""
    return f"'{value}" if isinstance(value, str) and _DANGEROUS.match(value) else value


def unquoted(text: str) -> str:
    """The text that `quoted` was given."""
    return text[1:] if text[:1] == "'" and _QUOTED.match(text) else text
