"""What a check found, small enough to be kept in the row of its run: reasons by how often, and a few rows of each kind.

The values are personal data; they go when the run is too old to be taken back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from common import formats
from common.fields import parse_date
from customers.imports.kinds import KINDS
from customers.imports.reasons import sentence
from customers.imports.work import Work

SAMPLES = 10
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
LINES = 3
GROUPS = """
SELECT "column", code, line, value, total FROM (
    SELECT line, "column", code, value, count(*) OVER found AS total,
        row_number() OVER (PARTITION BY "column", code ORDER BY line) AS place
    FROM import_problem WINDOW found AS (PARTITION BY "column", code)
) AS counted WHERE place <= %(lines)s ORDER BY total DESC, "column", code, line
"""


def report_of(work: Work) -> dict[str, Any]:
    """Of the tables as the last check has left them."""
    return {
        "groups": list(_groups(work)),
        "new": list(_samples(work, "new")),
        "changed": list(_samples(work, "changed")),
    }


def _groups(work: Work) -> Iterator[dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for column, code, line, value, total in work.tables.ask(GROUPS, {"lines": LINES}):
        group = found.setdefault(
            (column, code),
            {"column": work.named(column or ""), "code": code, "value": value or "", "rows": total, "lines": []},
        )
        group["lines"].append(line)
    yield from found.values()


def _samples(work: Work, change: str) -> Iterator[tuple[int, str, list[list[Any]]]]:
    """Line, key and the columns of a few rows, each with its name, what is stored and what would be."""
    names = list(work.plan.shown)
    pairs = ", ".join(f"{stored}, {wanted}" for stored, wanted in work.plan.shown.values())
    key = ", ".join(f'r."{name}"' for name in work.kind.key)
    rows = work.tables.ask(
        f"SELECT m.line, concat_ws(' · ', {key}), {pairs or 'NULL, NULL'} FROM import_match m "  # noqa: S608
        f"JOIN import_row r ON r.line = m.line LEFT JOIN {work.plan.stored} "
        "WHERE m.change = %(change)s ORDER BY m.line LIMIT %(limit)s",
        {"change": change, "limit": SAMPLES},
    )
    for line, shown_key, *values in rows:
        found = zip(names, values[::2], values[1::2], strict=False)
        kept = [[name, _plain(old), _plain(new)] for name, old, new in found if _differs(change, old, new)]
        yield line, shown_key, kept


def _differs(change: str, old: Any, new: Any) -> bool:
    return new not in (None, "", []) if change == "new" else old != new


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case list():
            return [_plain(one) for one in value]
        case date():
            return value.isoformat()
        case Decimal() | float():
            return str(value)
    return str(value)


# --- as it is shown ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """One reason, for how many rows, and the first of them."""

    column: str
    reason: str
    rows: int
    lines: str


@dataclass(frozen=True)
class Difference:
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Sample:
    line: int
    key: str
    differences: list[Difference]


def shown_groups(report: dict[str, Any]) -> list[Group]:
    groups = []
    for group in report.get("groups", []):
        lines = ", ".join(map(str, group["lines"])) + ("…" if group["rows"] > len(group["lines"]) else "")
        groups.append(Group(group["column"], sentence(group["code"], group["value"]), group["rows"], lines))
    return groups


def shown_problems(kept: list[list[Any]]) -> list[tuple[int, str, str]]:
    """Line, column and reason of the first rejected rows; runs of earlier versions keep the reason as it was told."""
    return [(line, column, sentence(*told) if len(told) == 2 else told[0]) for line, column, *told in kept]


def shown_samples(kind: str, report: dict[str, Any], change: str) -> list[Sample]:
    labels = {column.name: str(column.label or column.name) for column in KINDS[kind].columns}
    return [
        Sample(line, key, [Difference(labels.get(name, name), _word(old), _word(new)) for name, old, new in values])
        for line, key, values in report.get(change, [])
    ]


def _word(value: Any) -> str:
    match value:
        case None | "" | []:
            return "–"
        case bool():
            return _("Yes") if value else _("No")
        case list():
            return ", ".join(map(str, value))
        case str() if _DAY(value):
            return formats.shortdate(parse_date(value)) if parse_date(value) else value
    return str(value)


@dataclass(frozen=True)
class Kept:
    """Rows that can't be taken back, and why."""

    what: str
    reason: str
    rows: int
    samples: list[list[str]]


def shown_due(plan: dict[str, Any]) -> list[tuple[str, int, int]]:
    """For each table what would be deleted and what set back."""
    found: dict[str, dict[str, int]] = {}
    for label, action, rows in plan.get("due", []):
        found.setdefault(label, {})[action] = rows
    return [(_plural(label), counts.get("delete", 0), counts.get("restore", 0)) for label, counts in found.items()]


def shown_kept(plan: dict[str, Any]) -> list[Kept]:
    return [
        Kept(_plural(label), _why_kept(reason), rows, samples)
        for label, _action, reason, rows, samples in plan.get("kept", [])
    ]


def _why_kept(reason: str) -> str:
    if reason.startswith("used:"):
        return _("Depended on by: %(what)s") % {"what": _plural(reason.removeprefix("used:"))}
    sentences = {
        "changed": _("Somebody changed it since."),
        "merged": _("It was merged with another record since."),
        "erased": _("The personal data were erased since."),
    }
    return sentences.get(reason, reason)


def _plural(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name_plural)
    except LookupError:
        return label
