"""import_special_days: days that mean something to a customer; one row per customer and name of the day."""

from django.utils.translation import gettext_lazy as _

from customers.imports import cells
from customers.imports.columns import Column
from customers.imports.kind import ImportKind, Plan, change_of, insert_new, keep_before, update_changed
from customers.imports.kinds.named import CUSTOMER, ERASED, join_named, known, name_of
from customers.models import SpecialDay

VALUES = {
    "day": "r.day",
    "is_yearly": "coalesce(r.yearly, d.is_yearly, TRUE)",
    "note": "coalesce(r.note, d.note, '')",
}
WRITTEN = {name: f"m.{name}" for name in VALUES}

COLUMNS = (
    CUSTOMER,
    Column(
        "label", cells.line(80), required=True, label=_("What day it is"),
        words="hari, hari istimewa, acara, nama hari, occasion, special day, event",
    ),
    Column("day", cells.day, "date", required=True, label=_("Day"), words="tanggal, tgl, date"),
    Column("yearly", cells.flag, "boolean", label=_("Every year"), words="tahunan, setiap tahun, every year, annual"),
    Column("note", cells.line(300), label=_("Note"), words="catatan, keterangan, notes, remark"),
)  # fmt: skip
PLAN = Plan(
    match=f"""
SELECT r.line, r.customer, c.id AS customer_id, c.erased_at, r.label, d.id AS day_id, d.version,
    {", ".join(f"{value} AS {name}" for name, value in VALUES.items())},
    {change_of({f"d.{name}": value for name, value in VALUES.items()}, "d.id")} AS change
FROM import_row r
{join_named("c", "r.customer")}
LEFT JOIN LATERAL (
    SELECT * FROM customers_specialday o
    WHERE o.customer_id = c.id AND lower(o.label) = lower(r.label) ORDER BY o.id LIMIT 1
) d ON TRUE
""",  # noqa: S608
    checks=(
        known(),
        ERASED,
    ),
    writes=(
        insert_new(
            SpecialDay,
            {
                "customer_id": "m.customer_id",
                "label": "m.label",
                "created_at": "%(at)s",
                "created_by_id": "%(by)s",
                **WRITTEN,
            },
        ),
        keep_before(SpecialDay, VALUES, "m.day_id"),
        update_changed(SpecialDay, {**WRITTEN, "version": "t.version + 1"}, "m.day_id", seen="t.version = m.version"),
    ),
    stored="customers_specialday t ON t.id = m.day_id",
    shown={"day": ("t.day", "m.day"), "yearly": ("t.is_yearly", "m.is_yearly"), "note": ("t.note", "m.note")},
)

SPECIAL_DAYS = ImportKind(
    slug="special_days",
    key=("customer", "label"),
    all_columns=lambda: COLUMNS,
    plan=lambda _present: PLAN,
    export=f"""
SELECT {name_of("c")}, d.label, d.day, d.is_yearly, d.note
FROM customers_specialday d JOIN customers_customer c ON c.id = d.customer_id
WHERE c.erased_at IS NULL ORDER BY d.id
""",  # noqa: S608
)
