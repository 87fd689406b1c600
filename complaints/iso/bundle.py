"""The bundle for an auditor: every clause with its evidence, and the rows behind the figures, without personal data."""

import csv
import io
import secrets
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import AppError
from common.spreadsheets import quoted
from complaints.iso.clauses import chapters
from complaints.iso.material import Material
from complaints.models import Clock, Complaint, DeadlineRule, Promise, Remedy
from complaints.queries.figures import within
from jobs.models import Job, results_folder
from jobs.registry import Step
from jobs.services import note_export

BUNDLE = "complaints.audit_bundle"
ROWS = 2_000


def make_bundle(job: Job) -> Step:
    """Write the whole bundle; what its maker may not know of is not in it."""
    if job.created_by is None:
        raise AppError(_("Whoever asked for the bundle is gone."))
    since, until = (date.fromisoformat(job.parameters[name]) for name in ("since", "until"))
    material = Material(job.created_by, since, until, timezone.now())
    name = f"{secrets.token_hex(16)}.zip"
    with zipfile.ZipFile(results_folder() / name, "w", zipfile.ZIP_DEFLATED) as bundle:
        rows = sum(_write(bundle, *table) for table in _tables(material))
        bundle.writestr("READ-ME.txt", _about(material))
    note_export(
        list_key="audit_bundle",
        described=f"{since} – {until}",
        columns=[],
        file_format="zip",
        # Administrators read this, and may not know of confidential ones.
        rows=rows - _confidential_rows(material),
        by=job.created_by,
        at=timezone.now(),
    )
    return Step(
        done=rows,
        message=_("The bundle is ready. It is kept for a week."),
        result_file=name,
        result_name=f"iso-10002-{since:%Y-%m-%d}-{until:%Y-%m-%d}.zip",
    )


def _confidential_rows(m: Material) -> int:
    secret = Complaint.objects.visible_to(m.user).filter(within("received_at", m.since, m.until), is_restricted=True)
    parts = (table.objects.filter(complaint__in=secret.values("pk")).count() for table in (Clock, Promise, Remedy))
    return secret.count() + sum(parts)


def _about(material: Material) -> str:
    words = {"since": material.since.isoformat(), "until": material.until.isoformat(), "person": material.user}
    return (
        _(
            "Evidence of complaint handling after ISO 10002:2018, %(since)s to %(until)s, as %(person)s may see it. "
            "Complaints are named by their numbers; names and words of customers are left out."
        )
        % words
    )


Table = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def _tables(m: Material) -> list[Table]:
    visible = Complaint.objects.visible_to(m.user)
    received = visible.filter(within("received_at", m.since, m.until)).order_by("received_at", "id")
    mine = received.values("pk")
    return [
        ("clauses.csv", ("clause", "title", "evidence", "value", "gap"), _clauses(m)),
        ("complaints.csv", COMPLAINT, received.values_list(*COMPLAINT).iterator(ROWS)),
        (
            "deadlines.csv",
            CLOCK,
            Clock.objects.filter(complaint__in=mine).order_by("id").values_list(*CLOCK).iterator(ROWS),
        ),
        (
            "promises.csv",
            PROMISE,
            Promise.objects.filter(complaint__in=mine).order_by("id").values_list(*PROMISE).iterator(ROWS),
        ),
        (
            "remedies.csv",
            REMEDY,
            Remedy.objects.filter(complaint__in=mine).order_by("id").values_list(*REMEDY).iterator(ROWS),
        ),
        ("rules.csv", RULE, DeadlineRule.objects.values_list(*RULE).iterator(ROWS)),
    ]


COMPLAINT = (
    "reference",
    "channel",
    "cause__slug",
    "severity",
    "priority",
    "status",
    "decision",
    "verdict",
    "received_at",
    "acknowledged_at",
    "assessed_at",
    "first_response_at",
    "due_at",
    "resolved_at",
    "closed_at",
    "reopened_count",
)
CLOCK = ("complaint__reference", "kind", "amount", "unit", "started_at", "due_at", "ended_at", "outcome")
PROMISE = ("complaint__reference", "made_at", "first_due_at", "agreed_at", "due_at", "moves", "ended_at", "outcome")
REMEDY = (
    "complaint__reference",
    "kind",
    "amount",
    "points",
    "status",
    "proposed_at",
    "decided_at",
    "paid_at",
    "payment_reference",
)
RULE = ("deadlines__slug", "kind", "priority", "told", "amount", "unit")


def _clauses(m: Material) -> Iterable[Sequence[Any]]:
    for chapter in chapters(m):
        for clause in chapter.clauses:
            for fact in clause.facts:
                yield clause.number, clause.title, fact.label, fact.value, ""
            for gap in clause.gaps:
                yield clause.number, clause.title, "", "", gap


def _write(bundle: zipfile.ZipFile, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """One file of the bundle; gives how many rows it has."""
    count = 0
    with bundle.open(name, "w") as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(head)
        for row in rows:
            writer.writerow([quoted(value) if isinstance(value, str) else value for value in map(_plain, row)])
            count += 1
    return count


def _plain(value: Any) -> Any:
    """Words of ours as text."""
    return value if value is None or isinstance(value, int | float) else str(value)
