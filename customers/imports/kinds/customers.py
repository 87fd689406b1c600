"""import_customers: one row per customer, known by the identifier of the source. An empty cell never erases."""

from accounts.enums import Language
from accounts.models import Department
from common.bulk import insert_into
from customers.enums import ExitReason, Kind, PartyType
from customers.imports import columns as cells
from customers.imports.columns import Column
from customers.imports.kind import Check, ImportKind, change_of
from customers.models import Customer, Phone

# What the file says, else what is stored, else the default of a new customer.
VALUES = {
    "name": "coalesce(r.name, c.name)",
    "kind": "coalesce(r.kind, c.kind, 'external')",
    "party_type": "coalesce(r.party_type, c.party_type, 'individual')",
    "is_test": "coalesce(r.is_test, c.is_test, FALSE)",
    "email": "coalesce(r.email, c.email, '')",
    "city": "coalesce(r.city, c.city, '')",
    "birth_date": "coalesce(r.birth_date, c.birth_date)",
    "language": "coalesce(r.language, c.language, 'id')",
    "acquisition_source": "coalesce(r.acquisition_source, c.acquisition_source, '')",
    "exit_reason": "coalesce(r.exit_reason, c.exit_reason, '')",
    "exit_date": "coalesce(r.exit_date, c.exit_date)",
    "notes": "coalesce(r.notes, c.notes, '')",
}
HAS_NEW_PHONE = """(r.phone IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM customers_phone p WHERE p.customer_id = c.id AND p.digits = r.phone->>1))"""
HAS_NEW_DEPARTMENT = "(r.department IS NOT NULL AND d.id IS DISTINCT FROM c.department_id)"
CHANGE = change_of(
    {f"c.{name}": value for name, value in VALUES.items()}, "c.id", also=f"{HAS_NEW_PHONE} OR {HAS_NEW_DEPARTMENT}"
)

MATCH = f"""
SELECT r.line, r.external_id, c.id AS customer_id, c.erased_at, c.department_id, r.department, r.phone,
    {", ".join(f"{value} AS {name}" for name, value in VALUES.items())},
    {CHANGE} AS change
FROM import_row r
LEFT JOIN customers_customer c ON c.external_id = r.external_id
LEFT JOIN accounts_department d ON lower(d.name) = lower(r.department)
"""  # noqa: S608

DEPARTMENTS = insert_into(
    Department,
    {"name": "min(m.department)"},
    """FROM import_match m WHERE m.department IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM accounts_department d WHERE lower(d.name) = lower(m.department))
    GROUP BY lower(m.department)""",
)

INSERT = insert_into(
    Customer,
    {
        "external_id": "m.external_id",
        **{name: f"m.{name}" for name in VALUES},
        "department_id": "d.id",
        "created_at": "%(at)s",
        "created_by_id": "%(by)s",
        "updated_at": "%(at)s",
    },
    """FROM import_match m LEFT JOIN accounts_department d ON lower(d.name) = lower(m.department)
    WHERE m.change = 'new' ORDER BY m.line""",
)

UPDATE = f"""
UPDATE customers_customer c SET {", ".join(f"{name} = m.{name}" for name in VALUES)},
    department_id = coalesce(d.id, c.department_id), version = c.version + 1, updated_at = %(at)s
FROM import_match m LEFT JOIN accounts_department d ON lower(d.name) = lower(m.department)
WHERE c.id = m.customer_id AND m.change = 'changed'
"""  # noqa: S608

PHONES = insert_into(
    Phone,
    {
        "customer_id": "c.id",
        "typed": "m.phone->>0",
        "digits": "m.phone->>1",
        "e164": "m.phone->>2",
        "is_mobile": "(m.phone->>3)::boolean",
        "position": "(SELECT count(*) FROM customers_phone p WHERE p.customer_id = c.id)",
    },
    """FROM import_match m JOIN customers_customer c ON c.external_id = m.external_id
    WHERE m.phone IS NOT NULL AND m.change <> 'same'
    AND NOT EXISTS (SELECT 1 FROM customers_phone p WHERE p.customer_id = c.id AND p.digits = m.phone->>1)""",
)

CUSTOMERS = ImportKind(
    slug="customers",
    key=("external_id",),
    columns=(
        Column("external_id", cells.line(80), required=True),
        Column("name", cells.line(200), required=True),
        Column("kind", cells.choice(Kind)),
        Column("party_type", cells.choice(PartyType)),
        Column("is_test", cells.flag, "boolean"),
        Column("email", cells.email),
        Column("phone", cells.phone, "jsonb"),
        Column("city", cells.line(100)),
        Column("birth_date", cells.day, "date"),
        Column("language", cells.choice(Language)),
        Column("department", cells.line(120)),
        Column("acquisition_source", cells.line(60)),
        Column("exit_reason", cells.choice(ExitReason)),
        Column("exit_date", cells.day, "date"),
        Column("notes", cells.lines(4000)),
    ),
    match=MATCH,
    checks=(
        Check("birth_date", "birth_in_future", "m.birth_date > %(today)s", "m.birth_date::text"),
        Check("external_id", "erased", "m.erased_at IS NOT NULL"),
        Check(
            "department",
            "no_department",
            "m.kind = 'internal' AND m.department_id IS NULL AND m.department IS NULL",
        ),
        Check("exit_date", "no_exit_date", "m.exit_reason <> '' AND m.exit_date IS NULL"),
    ),
    writes=(DEPARTMENTS, UPDATE, INSERT, PHONES),
)
