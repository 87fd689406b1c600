"""import_transactions: one row per transaction, known by its reference. A refund may name a row of the same file."""

from django.utils.translation import gettext_lazy as _

from common.bulk import insert_into
from customers.enums import BUSINESS_KINDS, TransactionKind, TransactionStatus
from customers.imports import cells
from customers.imports.columns import Column
from customers.imports.kind import BLOCK, Check, ImportKind, Plan, Write, change_of, keep_before, update_changed
from customers.imports.kinds.named import CUSTOMER
from customers.models import Transaction
from customers.models.customer import NOBODY
from customers.signals import transactions_recorded

VALUES = {
    "customer_id": "coalesce(c.id, t.customer_id)",
    "kind": "coalesce(r.kind, t.kind, 'purchase')",
    "status": "coalesce(r.status, t.status, 'completed')",
    "amount": "coalesce(r.amount, t.amount, 0)",
    "currency": "coalesce(r.currency, t.currency, %(currency)s)",
    "occurred_at": "coalesce(r.occurred_at, t.occurred_at)",
    "recorded_at": "coalesce(r.recorded_at, t.recorded_at, %(at)s)",
    "unit": "coalesce(r.unit, t.unit, '')",
    "due_on": "coalesce(r.due_on, t.due_on)",
    "outstanding": "coalesce(r.outstanding, t.outstanding, 0)",
}
HAS_NEW_REFUND = "(r.refund_of IS NOT NULL AND r.refund_of IS DISTINCT FROM o.reference)"

MATCH = f"""
SELECT r.line, r.reference, t.id AS transaction_id, t.xmin AS seen, c.id AS known_customer_id, r.customer,
    r.outstanding IS NOT NULL AS names_outstanding,
    coalesce(r.refund_of, o.reference) AS refund_of, coalesce(c.merged_into_id, c.id) AS survivor_id,
    {", ".join(f"{value} AS {name}" for name, value in VALUES.items())},
    {change_of({f"t.{name}": value for name, value in VALUES.items()}, "t.id", also=HAS_NEW_REFUND)} AS change
FROM import_row r
LEFT JOIN customers_customer c ON c.external_id = r.customer AND c.external_id <> '{NOBODY}'
LEFT JOIN customers_transaction t ON t.reference = r.reference
LEFT JOIN customers_transaction o ON o.id = t.refund_of_id
"""  # noqa: S608

# What a refund gives back: a transaction of the registry or, before it, a sound row of this file.
REFUNDED = """
LEFT JOIN import_match f ON f.reference = m.refund_of
    AND NOT EXISTS (SELECT 1 FROM import_problem p WHERE p.line = f.line)
LEFT JOIN customers_transaction t ON t.reference = m.refund_of
LEFT JOIN customers_customer c ON c.id = t.customer_id
"""
IS_REFUND = "m.refund_of IS NOT NULL"
BUSINESS = ", ".join(f"'{kind}'" for kind in BUSINESS_KINDS)

WRITTEN = {**{name: f"m.{name}" for name in VALUES}, "reference": "m.reference"}
# Purchases go in before the refunds that name them; a refund is never refunded, so two steps are enough.
INSERT_PURCHASES = Write(
    insert_into(
        Transaction,
        WRITTEN,
        f"FROM import_match m WHERE m.change = 'new' AND m.refund_of IS NULL {BLOCK} ORDER BY m.line",
    )
)
INSERT_REFUNDS = Write(
    insert_into(
        Transaction,
        {**WRITTEN, "refund_of_id": "o.id"},
        f"""FROM import_match m JOIN customers_transaction o ON o.reference = m.refund_of
        WHERE m.change = 'new' {BLOCK} ORDER BY m.line""",
    )
)

COLUMNS = (
    Column(
        "reference", cells.line(80), required=True, label=_("Reference"),
        words="referensi, no referensi, nomor referensi, no transaksi, nomor transaksi, id transaksi, kode transaksi, "
        "invoice, no invoice, nomor invoice, faktur, no faktur, nomor faktur, nota, no nota, kode booking, "
        "booking code, order id, order number, transaction id, transaction number, invoice number, id",
    ),
    CUSTOMER,
    Column(
        "occurred_at", cells.moment, "timestamptz", required=True, label=_("Date and time"),
        words="tanggal, tgl, waktu, tanggal transaksi, tgl transaksi, waktu transaksi, date, datetime, date and time, "
        "transaction date, tanggal dan waktu",
        parse_in=cells.moment_in,
    ),
    Column("kind", cells.choice(TransactionKind), label=_("Kind"), words="jenis, jenis transaksi, type, tipe"),
    Column("status", cells.choice(TransactionStatus), label=_("Status"), words="status transaksi"),
    Column(
        "amount", cells.amount, "numeric(18, 2)", label=_("Amount"),
        words="jumlah, nilai, total, nominal, harga, value, price, grand total",
    ),
    Column("currency", cells.currency, label=_("Currency"), words="mata uang, valuta"),
    Column("refund_of", cells.line(80), label=_("Refund of (reference)"), words="refund dari, pengembalian dari"),
    Column(
        "recorded_at", cells.moment, "timestamptz", label=_("Recorded"), words="dicatat, recorded",
        parse_in=cells.moment_in,
    ),
    Column("unit", cells.line(80), label=_("Unit"), words="cabang, outlet, toko, branch, store"),
    Column(
        "due_on", cells.day, "date", label=_("Agreed due date"),
        words="jatuh tempo, tanggal jatuh tempo, tgl jatuh tempo, due, due date",
    ),
    Column(
        "outstanding", cells.amount, "numeric(18, 2)", label=_("Outstanding amount"),
        words="sisa, sisa tagihan, piutang, belum dibayar, balance due, amount due, unpaid",
    ),
)  # fmt: skip
PLAN = Plan(
    match=MATCH,
    checks=(
        Check(
            "customer",
            "unknown_customer",
            "m.customer IS NOT NULL AND m.known_customer_id IS NULL",
            "left(m.customer, 80)",
        ),
        Check("kind", "refund_kind", f"{IS_REFUND} AND m.kind <> 'refund'"),
        Check(
            "outstanding",
            "outstanding_above",
            "m.outstanding > m.amount AND m.names_outstanding",
            "m.outstanding::text",
        ),
        Check("amount", "outstanding", "m.outstanding > m.amount AND NOT m.names_outstanding", "m.outstanding::text"),
        Check("due_on", "no_due_date", "m.outstanding > 0 AND m.names_outstanding AND m.due_on IS NULL"),
        Check("outstanding", "refund_outstanding", "m.outstanding > 0 AND m.kind = 'refund'"),
        Check(
            "refund_of",
            "refund_of_refund",
            f"{IS_REFUND} AND coalesce(f.kind, t.kind) NOT IN ({BUSINESS})",
            "m.refund_of",
            REFUNDED,
        ),
        Check(
            "refund_of",
            "refund_customer",
            f"{IS_REFUND} AND m.survivor_id <> coalesce(f.survivor_id, c.merged_into_id, c.id)",
            "m.refund_of",
            REFUNDED,
        ),
        Check(
            "currency",
            "refund_currency",
            f"{IS_REFUND} AND m.currency <> coalesce(f.currency, t.currency)",
            "m.refund_of",
            REFUNDED,
        ),
        Check(
            "refund_of",
            "unknown_refund",
            f"{IS_REFUND} AND f.reference IS NULL AND t.reference IS NULL AND m.refund_of <> m.reference",
            "m.refund_of",
            REFUNDED,
        ),
    ),
    writes=(
        INSERT_PURCHASES,
        INSERT_REFUNDS,
        keep_before(Transaction, [*VALUES, "refund_of_id"], "m.transaction_id"),
        update_changed(
            Transaction,
            {**{name: f"m.{name}" for name in VALUES}, "refund_of_id": "o.id"},
            "m.transaction_id",
            seen="t.xmin = m.seen",
            joins="LEFT JOIN customers_transaction o ON o.reference = m.refund_of",
        ),
    ),
    stored="""customers_transaction t ON t.id = m.transaction_id
    LEFT JOIN customers_transaction o ON o.id = t.refund_of_id
    LEFT JOIN customers_customer c ON c.id = t.customer_id""",
    shown={
        "customer": ("c.external_id", "m.customer"),
        **{name: (f"t.{name}", f"m.{name}") for name in VALUES if name != "customer_id"},
        "refund_of": ("o.reference", "m.refund_of"),
    },
    written=lambda _ask, at: transactions_recorded.send(sender=Transaction, at=at),
)

TRANSACTIONS = ImportKind(
    slug="transactions", key=("reference",), all_columns=lambda: COLUMNS, plan=lambda _present: PLAN
)
