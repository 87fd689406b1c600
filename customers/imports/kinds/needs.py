"""import_needs: what customers need, expect, prefer or demand; one row per wish, known by its words."""

from django.utils.translation import gettext_lazy as _

from customers.enums import NeedKind
from customers.imports import cells
from customers.imports.columns import CUSTOMER_WORDS, Column
from customers.imports.kind import (
    Check,
    ImportKind,
    Plan,
    change_of,
    insert_new,
    keep_before,
    no_person,
    update_changed,
)
from customers.models import Need
from customers.models.customer import NOBODY

VALUES = {
    "kind": "coalesce(r.kind, n.kind, 'preference')",
    "review_on": "coalesce(r.review_on, n.review_on)",
    "noted_at": "coalesce(r.noted_at, n.noted_at, %(at)s)",
}
WRITTEN = {name: f"m.{name}" for name in VALUES}

COLUMNS = (
    Column(
        "customer", cells.line(80), required=True, label=_("Customer (identifier in the source)"),
        words=CUSTOMER_WORDS,
    ),
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
LEFT JOIN customers_customer c ON c.external_id = r.customer
LEFT JOIN LATERAL (
    SELECT * FROM customers_need o
    WHERE o.customer_id = c.id AND o.ended_at IS NULL AND lower(o.text) = lower(r.text) ORDER BY o.id LIMIT 1
) n ON TRUE
""",  # noqa: S608
    checks=(
        no_person("customer"),
        Check(
            "customer", "unknown_customer", "m.customer IS NOT NULL AND m.customer_id IS NULL", "left(m.customer, 80)"
        ),
        Check("customer", "erased", f"m.erased_at IS NOT NULL AND m.customer <> '{NOBODY}'"),
    ),
    writes=(
        insert_new(Need, {"customer_id": "m.customer_id", "text": "m.text", "noted_by_id": "%(by)s", **WRITTEN}),
        keep_before(Need, VALUES, "m.need_id"),
        update_changed(Need, {**WRITTEN, "version": "t.version + 1"}, "m.need_id", seen="t.version = m.version"),
    ),
    stored="customers_need t ON t.id = m.need_id",
    shown={name: (f"t.{name}", f"m.{name}") for name in VALUES},
)

NEEDS = ImportKind(slug="needs", key=("customer", "text"), all_columns=lambda: COLUMNS, plan=lambda _present: PLAN)
