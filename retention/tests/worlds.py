"""The worked example of docs: every edge case of the rules, with the figures that must come out."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parent / "example"


def rows(name: str) -> list[dict[str, Any]]:
    with (EXAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
