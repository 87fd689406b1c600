"""import_contracts: agreements that keep a customer active, one per customer and first day."""

from django.utils.translation import gettext_lazy as _

from customers.imports import cells
from customers.imports.columns import Column
from customers.imports.kind import Check, ImportKind, Plan, change_of, insert_new, keep_before, update_changed
from customers.imports.kinds.named import CUSTOMER, join_named, known, name_of
from customers.models import Contract

VALUES = {
    "ends_on": 'coalesce(r."end", k.ends_on)',
    "recorded_at": "coalesce(r.recorded_at, k.recorded_at, %(at)s)",
}

COLUMNS = (
    CUSTOMER,
    Column(
        "start", cells.day, "date", required=True, label=_("From"),
        words="mulai, tanggal mulai, tgl mulai, awal, dari, start date, from, begin",
    ),
    Column(
        "end", cells.day, "date", label=_("Until"),
        words="selesai, tanggal selesai, tgl selesai, akhir, berakhir, sampai, end date, until, to, expiry",
    ),
    Column(
        "recorded_at", cells.moment, "timestamptz", label=_("Recorded"), words="dicatat, recorded",
        parse_in=cells.moment_in,
    ),
)  # fmt: skip
PLAN = Plan(
    match=f"""
SELECT r.line, r.customer, c.id AS customer_id, r.start AS starts_on, k.id AS contract_id, k.xmin AS seen,
    {", ".join(f"{value} AS {name}" for name, value in VALUES.items())},
    {change_of({f"k.{name}": value for name, value in VALUES.items()}, "k.id")} AS change
FROM import_row r
{join_named("c", "r.customer")}
LEFT JOIN customers_contract k ON k.customer_id = c.id AND k.starts_on = r.start
""",  # noqa: S608
    checks=(
        known(),
        Check("end", "ends_before_start", "m.ends_on < m.starts_on"),
    ),
    writes=(
        insert_new(
            Contract,
            {"customer_id": "m.customer_id", "starts_on": "m.starts_on", **{name: f"m.{name}" for name in VALUES}},
        ),
        keep_before(Contract, VALUES, "m.contract_id"),
        update_changed(Contract, {name: f"m.{name}" for name in VALUES}, "m.contract_id", seen="t.xmin = m.seen"),
    ),
    stored="customers_contract t ON t.id = m.contract_id",
    shown={"end": ("t.ends_on", "m.ends_on"), "recorded_at": ("t.recorded_at", "m.recorded_at")},
)

CONTRACTS = ImportKind(
    slug="contracts",
    key=("customer", "start"),
    all_columns=lambda: COLUMNS,
    plan=lambda _present: PLAN,
    export=f"""
SELECT {name_of("c")}, k.starts_on, k.ends_on, k.recorded_at
FROM customers_contract k JOIN customers_customer c ON c.id = k.customer_id
WHERE c.erased_at IS NULL ORDER BY k.id
""",  # noqa: S608
)
