"""import_standings: the history of standings from an earlier system. The latest in force becomes the present one."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.enums import Standing
from customers.imports import cells
from customers.imports.columns import Column
from customers.imports.kind import (
    Ask,
    Check,
    ImportKind,
    Plan,
    Write,
    change_of,
    insert_new,
    keep_before,
    update_changed,
)
from customers.imports.kinds.named import CUSTOMER, join_named, known, name_of
from customers.models import Customer, StandingChange
from customers.signals import ANNOUNCED_TOGETHER, Moved, standing_changed

# The standing in force today of everybody the file said something new about; tells whose standing moved.
LATEST = """
UPDATE customers_customer c SET standing = h.standing, standing_source = h.source
FROM (
    SELECT DISTINCT ON (customer_id) customer_id, standing, source FROM customers_standingchange
    WHERE effective_from <= %(today)s AND customer_id IN (SELECT customer_id FROM import_match WHERE change <> 'same')
    ORDER BY customer_id, effective_from DESC
) h JOIN customers_customer was ON was.id = h.customer_id
WHERE c.id = h.customer_id AND (was.standing, was.standing_source) IS DISTINCT FROM (h.standing, h.source)
RETURNING c.id, was.standing, h.standing
"""


# Standings leave no audit trail, being a history themselves: what was made is noted, to be found when it is taken back.
NOTE_MADE = """
INSERT INTO customers_importchange (run_id, model, object_id)
SELECT %(run)s, 'customers.standingchange', h.id
FROM import_match m JOIN customers_standingchange h
    ON h.customer_id = m.customer_id AND h.effective_from = m.effective_from
WHERE m.change = 'new'
"""
KEEP_IN_FORCE = """
INSERT INTO customers_importchange (run_id, model, object_id, before)
SELECT %(run)s, 'customers.customer', c.id,
    jsonb_build_object('standing', c.standing, 'standing_source', c.standing_source)
FROM customers_customer c WHERE c.id IN (SELECT customer_id FROM import_match WHERE change <> 'same')
"""


def apply_latest(ask: Ask, at: datetime) -> None:
    rows = ask(LATEST, {"today": timezone.localdate(at)})
    moves = [Moved(pk, was, becomes) for pk, was, becomes in rows if was != becomes]
    for start in range(0, len(moves), ANNOUNCED_TOGETHER):
        standing_changed.send(sender=Customer, moves=moves[start : start + ANNOUNCED_TOGETHER], at=at)


COLUMNS = (
    CUSTOMER,
    Column("standing", cells.choice(Standing), required=True, label=_("Standing"), words="golongan, status"),
    Column(
        "effective_from", cells.day, "date", required=True, label=_("From"),
        words="sejak, mulai, berlaku sejak, tanggal, since, from, date",
    ),
)  # fmt: skip
PLAN = Plan(
    match=f"""
SELECT r.line, r.customer, c.id AS customer_id, r.standing, r.effective_from, h.id AS change_id, h.xmin AS seen,
    h.standing AS stored_standing, h.source,
    {change_of({"h.standing": "r.standing"}, "h.id")} AS change
FROM import_row r
{join_named("c", "r.customer")}
LEFT JOIN customers_standingchange h ON h.customer_id = c.id AND h.effective_from = r.effective_from
""",  # noqa: S608
    checks=(
        known(),
        Check("effective_from", "future_standing", "m.effective_from > %(today)s", "m.effective_from::text"),
        Check("standing", "set_by_hand", "m.source = 'override' AND m.stored_standing <> m.standing"),
    ),
    writes=(
        keep_before(StandingChange, ["standing", "source", "recorded_at", "recorded_by_id"], "m.change_id"),
        update_changed(
            StandingChange,
            {
                "standing": "m.standing",
                "source": "'import'",
                "recorded_at": "%(at)s",
                "recorded_by_id": "%(by)s",
            },
            "m.change_id",
            seen="t.xmin = m.seen",
        ),
        insert_new(
            StandingChange,
            {
                "customer_id": "m.customer_id",
                "standing": "m.standing",
                "effective_from": "m.effective_from",
                "source": "'import'",
                "recorded_at": "%(at)s",
                "recorded_by_id": "%(by)s",
            },
        ),
        Write(NOTE_MADE),
        Write(KEEP_IN_FORCE),
    ),
    stored="customers_standingchange t ON t.id = m.change_id",
    shown={"standing": ("t.standing", "m.standing")},
    written=apply_latest,
)

STANDINGS = ImportKind(
    slug="standings",
    key=("customer", "effective_from"),
    all_columns=lambda: COLUMNS,
    plan=lambda _present: PLAN,
    export=f"""
SELECT {name_of("c")}, h.standing, h.effective_from
FROM customers_standingchange h JOIN customers_customer c ON c.id = h.customer_id
WHERE c.erased_at IS NULL AND h.effective_from <= CURRENT_DATE ORDER BY h.id
""",  # noqa: S608
)
