"""Searching the whole registry for duplicates at night, in steps, and what people decide about the pairs it finds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import NotAllowed
from customers.enums import PairStatus
from customers.models import CommonValue, Customer, CustomerMerge, DuplicatePair, DuplicateScan
from customers.queries import matching
from jobs.models import Job
from jobs.registry import Step
from jobs.services import start_job

JOB = "customers.duplicate_scan"
NIGHT = 1  # o'clock, in the organisation's time zone
FULL_EVERY = timedelta(days=7)
# A transaction that was open when the last search began may have written a little later than it says.
OVERLAP = timedelta(hours=1)
RECORDS_A_STEP = 50_000
CHANGED_A_STEP = 1_000
KEYS_A_STEP = 500_000
LOW, HIGH = -(2**63), 2**63
_ROOM = "SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '64MB'; SET LOCAL maintenance_work_mem = '128MB'"


def start_due_scan(*, at: datetime) -> Job | None:
    """Begin tonight's search unless it was begun: of everything once a week, else of what changed."""
    night = timezone.localtime(at).replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    night = night if night <= at else night - timedelta(days=1)
    if DuplicateScan.objects.filter(started_at__gte=night).exists():
        return None
    return start_scan(at=at, key=f"duplicates:{night:%Y-%m-%d}")


@transaction.atomic
def start_scan(*, at: datetime, by: User | None = None, is_full: bool | None = None, key: str = "") -> Job:
    """Ask for a search now. Of what changed only, if the last full one is finished and less than a week old."""
    if unfinished := Job.objects.unfinished().filter(kind=JOB).first():
        return unfinished
    if is_full is None:
        is_full = _needs_full(at)
    last = DuplicateScan.objects.filter(finished_at__isnull=False).first()
    scan = DuplicateScan.objects.create(is_full=is_full, started_at=at)
    since = (last.started_at - OVERLAP).isoformat() if last else ""
    return start_job(
        kind=JOB,
        title=_("Search for duplicates"),
        by=by,
        at=at,
        parameters={"scan": scan.pk, "since": since},
        submission_key=uuid5(NAMESPACE_URL, key) if key else None,
    )


def _needs_full(at: datetime) -> bool:
    """Whether there is nothing to compare changes with: no full search, an old or broken one, or an emptied table.

    What is compared is kept in unlogged tables, which are empty when the database restarts after a crash.
    """
    last = DuplicateScan.objects.filter(is_full=True).first()
    if last is None or last.finished_at is None or at - last.started_at >= FULL_EVERY:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM customers_matchrecord)")
        return not cursor.fetchone()[0]


def scan_step(job: Job) -> Step:
    """The next piece of a search. Each may be repeated: it writes the same pairs again."""
    scan = DuplicateScan.objects.get(pk=job.parameters["scan"])
    with connection.cursor() as cursor:
        cursor.execute(_ROOM)
        state = dict(job.state)
        step = _STEPS[state.get("phase", "begin")]
        return step(cursor, scan, state, job)


def _begin(cursor: Any, scan: DuplicateScan, state: dict, job: Job) -> Step:
    total = Customer.objects.current().count()
    if not scan.is_full:
        return Step(state={"phase": "changed", "last": 0}, total=total)
    cursor.execute(matching.EMPTY)
    cursor.execute(matching.COMMON_CONTACTS)
    return Step(state={"phase": "records", "last": 0}, total=3 * total)


def _read_records(cursor: Any, scan: DuplicateScan, state: dict, job: Job) -> Step:
    span = _next_span(cursor, "SELECT id FROM customers_customer WHERE id > %s ORDER BY id LIMIT %s", state)
    if not span:
        return Step(state={"phase": "rarities"})
    cursor.execute(matching.records(matching.SPAN), span)
    read = cursor.rowcount
    DuplicateScan.objects.filter(pk=scan.pk).update(records=scan.records + read)
    return Step(done=read, state={"phase": "records", "last": span["until"]})


def _weigh_values(cursor: Any, scan: DuplicateScan, state: dict, job: Job) -> Step:
    """How much a name tells is known only when all of them are."""
    cursor.execute(matching.RARITIES, {"least": matching.LEAST_RECORDS})
    cursor.execute(matching.COMMON_NAMES)
    cursor.execute("ANALYZE customers_matchrarity, customers_matchrecord")
    return Step(state={"phase": "keys", "last": 0})


def _fill_keys(cursor: Any, scan: DuplicateScan, state: dict, job: Job) -> Step:
    some = "SELECT customer_id FROM customers_matchrecord WHERE customer_id > %s ORDER BY customer_id LIMIT %s"
    span = _next_span(cursor, some, state)
    if not span:
        return Step(state={"phase": "index"})
    cursor.execute(matching.fill_keys(matching.SPAN), span)
    return Step(done=span["count"], state={"phase": "keys", "last": span["until"]})


def _next_span(cursor: Any, ids: str, state: dict) -> dict[str, int]:
    """Where the next so many of some ids begin and end; nothing when there are no more."""
    cursor.execute(
        f"SELECT max(id), count(*) FROM ({ids}) AS next (id)",  # noqa: S608 - our own statements
        [state["last"], RECORDS_A_STEP],
    )
    until, count = cursor.fetchone()
    return {"last": state["last"], "until": until, "count": count} if count else {}


def _index(cursor: Any, scan: DuplicateScan, state: dict, job: Job) -> Step:
    cursor.execute(matching.ARRANGE)
    cursor.execute("SELECT count(*) FROM customers_matchkey")
    slices = cursor.fetchone()[0] // KEYS_A_STEP + 1
    return Step(state={"phase": "pairs", "slice": 0, "slices": slices})


def _compare_slice(cursor: Any, scan: DuplicateScan, state: dict, job: Job) -> Step:
    number, slices = state["slice"], state["slices"]
    width = (HIGH - LOW) // slices
    bounds = {
        "low": LOW + number * width,
        "high": HIGH - 1 if number + 1 == slices else LOW + (number + 1) * width,
        "at": scan.started_at,
    }
    cursor.execute(matching.scored(matching.PAIRS_OF_SLICE), bounds)
    _count(scan, *cursor.fetchone())
    if number + 1 < slices:
        return Step(done=scan.records // slices, state={**state, "slice": number + 1})
    gone = DuplicatePair.objects.open().filter(seen_at__lt=scan.started_at)
    gone.delete()
    return _finish(scan)


def _compare_changed(cursor: Any, scan: DuplicateScan, state: dict, job: Job) -> Step:
    changed = Customer.objects.filter(pk__gt=state["last"], updated_at__gte=job.parameters["since"]).order_by("pk")
    ids = list(changed.values_list("pk", flat=True)[:CHANGED_A_STEP])
    if not ids:
        return _finish(scan)
    values = {"ids": ids, "at": scan.started_at}
    cursor.execute(matching.drop_keys(matching.GIVEN), values)
    cursor.execute("DELETE FROM customers_matchrecord WHERE customer_id = ANY(%s)", [ids])
    cursor.execute(matching.records(matching.GIVEN), values)
    read = cursor.rowcount
    cursor.execute(matching.fill_keys(matching.GIVEN), values)
    cursor.execute(matching.scored(matching.pairs_of_records(matching.GIVEN)), values)
    _count(scan, *cursor.fetchone())
    touched = DuplicatePair.objects.open().filter(Q(lower__in=ids) | Q(higher__in=ids))
    touched.filter(seen_at__lt=scan.started_at).delete()
    DuplicateScan.objects.filter(pk=scan.pk).update(records=scan.records + read)
    return Step(done=len(ids), state={"phase": "changed", "last": ids[-1]})


_STEPS = {
    "begin": _begin,
    "records": _read_records,
    "rarities": _weigh_values,
    "keys": _fill_keys,
    "index": _index,
    "pairs": _compare_slice,
    "changed": _compare_changed,
}


def _count(scan: DuplicateScan, compared: int, found: int) -> None:
    scan.compared, scan.found = scan.compared + compared, scan.found + found
    scan.save(update_fields=["compared", "found"])


def _finish(scan: DuplicateScan) -> Step:
    scan.refresh_from_db()
    scan.finished_at = timezone.now()
    scan.save(update_fields=["finished_at"])
    message = _("%(records)s records looked at, %(pairs)s pairs of possible duplicates wait.")
    open_pairs = DuplicatePair.objects.open().count()
    return Step(
        message=message % {"records": scan.records, "pairs": open_pairs},
        result_url=reverse("customers:duplicate_review"),
    )


@transaction.atomic
def dismiss_pairs(*, pairs: Sequence[DuplicatePair], at: datetime, by: User) -> int:
    """Note that these are not the same customer; they are not proposed again until one of the two changes."""
    rows = DuplicatePair.objects.open().filter(pk__in=[pair.pk for pair in pairs]).select_for_update().order_by("pk")
    prints = _prints_of([pk for row in rows for pk in (row.lower_id, row.higher_id)])
    for row in rows:
        row.status, row.decided_at, row.decided_by = PairStatus.DISMISSED, at, by
        row.lower_print, row.higher_print = prints[row.lower_id], prints[row.higher_id]
        row.save(update_fields=["status", "decided_at", "decided_by", "lower_print", "higher_print"])
    return len(rows)


@transaction.atomic
def reopen_pair(*, pair: DuplicatePair) -> DuplicatePair:
    """Take back that two are not the same. Raises NotAllowed when one of the two is no record of its own any more."""
    row = DuplicatePair.objects.select_for_update().select_related("lower", "higher").get(pk=pair.pk)
    if any(one.merged_into_id or one.erased_at for one in (row.lower, row.higher)):
        raise NotAllowed(_("One of the two was merged already; open it to see into which record."))
    if row.status == PairStatus.DISMISSED:
        row.status, row.decided_at, row.decided_by = PairStatus.OPEN, None, None
        row.save(update_fields=["status", "decided_at", "decided_by"])
    return row


def note_merge(merge: CustomerMerge, *, at: datetime) -> None:
    """The pair is settled; what else the duplicate was paired with is looked for anew, as the survivor's."""
    low, high = sorted([merge.duplicate_id, merge.survivor_id])
    DuplicatePair.objects.filter(lower=low, higher=high).update(
        status=PairStatus.MERGED, decided_at=at, decided_by=merge.merged_by_id
    )
    gone = Q(lower=merge.duplicate_id) | Q(higher=merge.duplicate_id)
    DuplicatePair.objects.open().filter(gone).delete()


def note_undo(merge: CustomerMerge, *, at: datetime) -> None:
    """Who takes two apart says that they are not the same."""
    low, high = sorted([merge.duplicate_id, merge.survivor_id])
    prints = _prints_of([low, high])
    DuplicatePair.objects.filter(lower=low, higher=high, status=PairStatus.MERGED).update(
        status=PairStatus.DISMISSED, decided_at=at, decided_by=merge.undone_by_id,
        lower_print=prints[low], higher_print=prints[high],
    )  # fmt: skip


def _prints_of(pks: list[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(matching.PRINT_OF, {"ids": pks})
        return dict(cursor.fetchall())


def forget_pairs_of(*, customer: Customer) -> None:
    """Nothing that was compared of a record outlives its personal data."""
    DuplicatePair.objects.of(customer).delete()
    with connection.cursor() as cursor:
        cursor.execute(matching.drop_keys(matching.GIVEN), {"ids": [customer.pk]})
        cursor.execute("DELETE FROM customers_matchrecord WHERE customer_id = %s", [customer.pk])
    CommonValue.objects.filter(value__startswith=customer.name).delete()
