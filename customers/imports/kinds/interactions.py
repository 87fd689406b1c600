"""import_interactions: what was said with customers in an earlier system; one row per contact."""

from django.utils.translation import gettext_lazy as _

from customers.enums import Direction, InteractionKind, Reached
from customers.imports import cells
from customers.imports.columns import Column
from customers.imports.kind import Check, ImportKind, Plan, change_of, insert_new, keep_before, update_changed
from customers.imports.kinds.named import CUSTOMER, join_named, known, name_of
from customers.models import Interaction

VALUES = {
    "kind": "coalesce(r.kind, i.kind, 'call')",
    "direction": "coalesce(r.direction, i.direction, '')",
    "reached": "coalesce(r.reached, i.reached, '')",
    "details": "coalesce(r.details, i.details, '')",
    "user_id": "coalesce(u.id, i.user_id)",
}
WRITTEN = {name: f"m.{name}" for name in VALUES}

COLUMNS = (
    CUSTOMER,
    Column(
        "happened_at", cells.moment, "timestamptz", required=True, label=_("Date and time"),
        words="tanggal, tgl, waktu, tanggal dan waktu, date, datetime, date and time, when",
        parse_in=cells.moment_in,
    ),
    Column(
        "summary", cells.line(300), required=True, label=_("Summary"),
        words="ringkasan, perihal, subjek, topik, subject, title, topic",
    ),
    Column("kind", cells.choice(InteractionKind), label=_("Kind"), words="jenis, saluran, channel, type, tipe"),
    Column("direction", cells.choice(Direction), label=_("Direction"), words="arah"),
    Column("reached", cells.choice(Reached), label=_("Outcome"), words="hasil, result, status"),
    Column("details", cells.lines(4000), label=_("Details"), words="rincian, catatan, isi, keterangan, notes, body"),
    Column(
        "user", cells.email, label=_("Staff member (e-mail address)"),
        words="petugas, oleh, email petugas, by, agent, user email, staff",
    ),
)  # fmt: skip
PLAN = Plan(
    # Two rows of the same customer, moment and summary are one contact.
    match=f"""
SELECT r.line, r.customer, r."user", c.id AS customer_id, u.id AS known_user, r.happened_at, r.summary,
    i.id AS interaction_id, i.version,
    {", ".join(f"{value} AS {name}" for name, value in VALUES.items())},
    {change_of({f"i.{name}": value for name, value in VALUES.items()}, "i.id")} AS change
FROM import_row r
{join_named("c", "r.customer")}
LEFT JOIN accounts_user u ON lower(u.email) = lower(r."user")
LEFT JOIN LATERAL (
    SELECT * FROM customers_interaction o
    WHERE o.customer_id = c.id AND o.happened_at = r.happened_at AND o.summary = r.summary ORDER BY o.id LIMIT 1
) i ON TRUE
""",  # noqa: S608
    checks=(
        known(),
        Check("user", "unknown_owner", 'm."user" IS NOT NULL AND m.known_user IS NULL', 'left(m."user", 80)'),
        Check("happened_at", "not_yet", "m.happened_at > %(at)s", "m.happened_at::date::text"),
    ),
    writes=(
        insert_new(
            Interaction,
            {
                "customer_id": "m.customer_id",
                "happened_at": "m.happened_at",
                "summary": "m.summary",
                **WRITTEN,
            },
        ),
        keep_before(Interaction, VALUES, "m.interaction_id"),
        update_changed(
            Interaction, {**WRITTEN, "version": "t.version + 1"}, "m.interaction_id", seen="t.version = m.version"
        ),
    ),
    stored="""customers_interaction t ON t.id = m.interaction_id
LEFT JOIN accounts_user tu ON tu.id = t.user_id""",
    shown={
        **{name: (f"t.{name}", f"m.{name}") for name in ("kind", "direction", "reached", "details")},
        "user": ("tu.email", 'coalesce(m."user", tu.email)'),
    },
)

INTERACTIONS = ImportKind(
    slug="interactions",
    key=("customer", "happened_at", "summary"),
    all_columns=lambda: COLUMNS,
    plan=lambda _present: PLAN,
    export=f"""
SELECT {name_of("c")}, i.happened_at, i.summary, i.kind, i.direction, i.reached, i.details, u.email
FROM customers_interaction i JOIN customers_customer c ON c.id = i.customer_id
LEFT JOIN accounts_user u ON u.id = i.user_id
WHERE c.erased_at IS NULL ORDER BY i.id
""",  # noqa: S608
)
