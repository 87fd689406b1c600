"""import_needs: what customers need, expect, prefer or demand; one row per wish, known by its words."""

from django.utils.translation import gettext_lazy as _

from customers.enums import NeedKind
from customers.imports import cells
from customers.imports.columns import Column
from customers.imports.kind import ImportKind, Plan, change_of, insert_new, keep_before, update_changed
from customers.imports.kinds.named import CUSTOMER, ERASED, join_named, known, name_of
from customers.models import Need

VALUES = {
    "kind": "coalesce(r.kind, n.kind, 'preference')",
    "review_on": "coalesce(r.review_on, n.review_on)",
    "noted_at": "coalesce(r.noted_at, n.noted_at, %(at)s)",
}
WRITTEN = {name: f"m.{name}" for name in VALUES}

COLUMNS = (
    CUSTOMER,
    Column(
        "text", cells.line(300), required=True, label=_("What it is"),
        words="kebutuhan, keinginan, harapan, isi, need, wish, expectation, preference",
    ),
    Column("kind", cells.choice(NeedKind), label=_("Kind"), words="jenis, type, tipe"),
    Column(
        "review_on", cells.day, "date", label=_("Ask again from"),
        words="tanyakan lagi, tinjau, tanggal tinjau, review, review date",
    ),
    Column(
        "noted_at", cells.moment, "timestamptz", label=_("Noted"), words="dicatat, tanggal dicatat, noted, date",
        parse_in=cells.moment_in,
    ),
)  # fmt: skip
PLAN = Plan(
    # A wish that was ended is not brought back: the same words then are a new one.
    match=f"""
SELECT r.line, r.customer, c.id AS customer_id, c.merged_into_id, c.erased_at, r.text, n.id AS need_id, n.version,
    {", ".join(f"{value} AS {name}" for name, value in VALUES.items())},
    {change_of({f"n.{name}": value for name, value in VALUES.items()}, "n.id")} AS change
FROM import_row r
{join_named("c", "r.customer")}
LEFT JOIN LATERAL (
    SELECT * FROM customers_need o
    WHERE o.customer_id = c.id AND o.ended_at IS NULL AND lower(o.text) = lower(r.text) ORDER BY o.id LIMIT 1
) n ON TRUE
""",  # noqa: S608
    checks=(
        known(),
        ERASED,
    ),
    writes=(
        insert_new(Need, {"customer_id": "m.customer_id", "text": "m.text", "noted_by_id": "%(by)s", **WRITTEN}),
        keep_before(Need, VALUES, "m.need_id"),
        update_changed(Need, {**WRITTEN, "version": "t.version + 1"}, "m.need_id", seen="t.version = m.version"),
    ),
    stored="customers_need t ON t.id = m.need_id",
    shown={name: (f"t.{name}", f"m.{name}") for name in VALUES},
)

NEEDS = ImportKind(
    slug="needs",
    key=("customer", "text"),
    all_columns=lambda: COLUMNS,
    plan=lambda _present: PLAN,
    export=f"""
SELECT {name_of("c")}, n.text, n.kind, n.review_on, n.noted_at
FROM customers_need n JOIN customers_customer c ON c.id = n.customer_id
WHERE c.erased_at IS NULL AND n.ended_at IS NULL ORDER BY n.id
""",  # noqa: S608
)
