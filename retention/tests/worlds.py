"""The worked example: every edge case of the rules, with the figures that must come out."""

import csv
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from django.core.management import call_command

EXAMPLE = Path(__file__).parent / "example"


def rows(name: str) -> list[dict[str, str]]:
    with (EXAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def import_example() -> None:
    """Bring the example in as an organisation would: by the import commands."""
    for name in ("customers", "transactions", "contracts", "merges", "standings"):
        call_command(f"import_{name}", str(EXAMPLE / f"{name}.csv"), "--json", stdout=StringIO())
