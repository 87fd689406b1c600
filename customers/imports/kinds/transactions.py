"""import_transactions: one row per transaction, known by its reference. A refund may name a row of the same file."""

from common.bulk import insert_into
from customers.enums import BUSINESS_KINDS, TransactionKind, TransactionStatus
from customers.imports import columns as cells
from customers.imports.columns import Column
from customers.imports.kind import Check, ImportKind, change_of
from customers.models import Transaction
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
}
HAS_NEW_REFUND = "(r.refund_of IS NOT NULL AND r.refund_of IS DISTINCT FROM o.reference)"

MATCH = f"""
SELECT r.line, r.reference, t.id AS transaction_id, c.id AS known_customer_id, r.customer, t.outstanding,
    coalesce(r.refund_of, o.reference) AS refund_of, coalesce(c.merged_into_id, c.id) AS survivor_id,
    {", ".join(f"{value} AS {name}" for name, value in VALUES.items())},
    {change_of({f"t.{name}": value for name, value in VALUES.items()}, "t.id", also=HAS_NEW_REFUND)} AS change
FROM import_row r
LEFT JOIN customers_customer c ON c.external_id = r.customer
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
INSERT_PURCHASES = insert_into(
    Transaction, WRITTEN, "FROM import_match m WHERE m.change = 'new' AND m.refund_of IS NULL ORDER BY m.line"
)
INSERT_REFUNDS = insert_into(
    Transaction,
    {**WRITTEN, "refund_of_id": "o.id"},
    """FROM import_match m JOIN customers_transaction o ON o.reference = m.refund_of
    WHERE m.change = 'new' ORDER BY m.line""",
)
UPDATE = f"""
UPDATE customers_transaction t SET {", ".join(f"{name} = m.{name}" for name in VALUES)}, refund_of_id = o.id
FROM import_match m LEFT JOIN customers_transaction o ON o.reference = m.refund_of
WHERE t.id = m.transaction_id AND m.change = 'changed'
"""  # noqa: S608

TRANSACTIONS = ImportKind(
    slug="transactions",
    key=("reference",),
    columns=(
        Column("reference", cells.line(80), required=True),
        Column("customer", cells.line(80), required=True),
        Column("occurred_at", cells.moment, "timestamptz", required=True),
        Column("kind", cells.choice(TransactionKind)),
        Column("status", cells.choice(TransactionStatus)),
        Column("amount", cells.amount, "numeric(18, 2)"),
        Column("currency", cells.currency),
        Column("refund_of", cells.line(80)),
        Column("recorded_at", cells.moment, "timestamptz"),
        Column("unit", cells.line(80)),
    ),
    match=MATCH,
    checks=(
        Check(
            "customer",
            "unknown_customer",
            "m.customer IS NOT NULL AND m.known_customer_id IS NULL",
            "left(m.customer, 80)",
        ),
        Check("kind", "refund_kind", f"{IS_REFUND} AND m.kind <> 'refund'"),
        Check("amount", "outstanding", "m.outstanding > m.amount", "m.outstanding::text"),
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
    writes=(INSERT_PURCHASES, UPDATE, INSERT_REFUNDS),
    written=lambda at: transactions_recorded.send(sender=Transaction, at=at),
)
