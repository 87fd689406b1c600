"""import_merges: duplicates and the customers they were folded into, with the moment it happened."""

from django.utils.translation import gettext_lazy as _

from customers.imports import cells
from customers.imports.columns import Column
from customers.imports.kind import Check, ImportKind, Plan, Write, change_of, insert_new, keep_before, update_changed
from customers.imports.kinds.named import join_named, known, name_of, named_column
from customers.models import CustomerMerge
from customers.services.merging import settle_merges

# Walk from each row's survivor along all merges, of the file and of the registry: who comes back is in a circle.
IN_CIRCLE = """m.line IN (
    WITH RECURSIVE edge AS (
        SELECT duplicate_id, survivor_id FROM import_match
        UNION SELECT duplicate_id, survivor_id FROM customers_customermerge WHERE undone_at IS NULL
    ), walk AS (
        SELECT line, duplicate_id AS start, survivor_id AS place, 1 AS steps FROM import_match
        UNION ALL
        SELECT w.line, w.start, e.survivor_id, w.steps + 1
        FROM walk w JOIN edge e ON e.duplicate_id = w.place
        WHERE w.place <> w.start AND w.steps < 100
    )
    SELECT line FROM walk WHERE place = start AND steps > 1)"""

COLUMNS = (
    named_column("from", _("Duplicate (identifier in the source)"), "dari, duplikat, data ganda, duplicate"),
    named_column("into", _("Remaining record (identifier in the source)"), "ke, menjadi, utama, survivor, master"),
    Column(
        "merged_at", cells.moment, "timestamptz", label=_("Merged"), words="digabung, tanggal gabung, merged",
        parse_in=cells.moment_in,
    ),
)  # fmt: skip
# Survivors may come to refuse what their duplicates refuse, over however many steps.
KEEP_REFUSALS = """
INSERT INTO customers_importchange (run_id, model, object_id, before)
WITH RECURSIVE ahead AS (
    SELECT survivor_id AS id FROM import_match WHERE change = 'new'
    UNION
    SELECT g.survivor_id FROM customers_customermerge g JOIN ahead ON g.duplicate_id = ahead.id AND g.undone_at IS NULL
)
SELECT %(run)s, 'customers.customer', c.id,
    jsonb_build_object('survey_consent', c.survey_consent, 'do_not_contact', c.do_not_contact)
FROM ahead JOIN customers_customer c USING (id)
"""
PLAN = Plan(
    match=f"""
SELECT r.line, r."from" AS duplicate, r."into" AS survivor, d.id AS duplicate_id, s.id AS survivor_id,
    d.kind AS duplicate_kind, s.kind AS survivor_kind, {name_of("o")} AS other, g.survivor_id AS other_id,
    g.id AS merge_id, g.xmin AS seen, coalesce(d.erased_at, s.erased_at) AS erased_at,
    coalesce(r.merged_at, g.merged_at, %(at)s) AS merged_at,
    {change_of({"g.merged_at": "coalesce(r.merged_at, g.merged_at, %(at)s)"}, "g.id")} AS change
FROM import_row r
{join_named("d", 'r."from"')}
{join_named("s", 'r."into"')}
LEFT JOIN customers_customermerge g ON g.duplicate_id = d.id AND g.undone_at IS NULL
LEFT JOIN customers_customer o ON o.id = g.survivor_id
""",  # noqa: S608
    checks=(
        known("from", named="duplicate", pk="duplicate_id"),
        known("into", named="survivor", pk="survivor_id"),
        Check("into", "merge_itself", "m.duplicate_id = m.survivor_id"),
        Check("from", "erased", "m.erased_at IS NOT NULL AND m.change = 'new'"),
        Check("into", "merge_kind", "m.duplicate_kind <> m.survivor_kind"),
        Check("from", "merged_elsewhere", "m.other_id <> m.survivor_id", "coalesce(m.other, '')"),
        Check("into", "merge_cycle", IN_CIRCLE),
    ),
    writes=(
        keep_before(CustomerMerge, ["merged_at"], "m.merge_id"),
        update_changed(CustomerMerge, {"merged_at": "m.merged_at"}, "m.merge_id", seen="t.xmin = m.seen"),
        insert_new(
            CustomerMerge,
            {
                "duplicate_id": "m.duplicate_id",
                "survivor_id": "m.survivor_id",
                "merged_at": "m.merged_at",
                "merged_by_id": "%(by)s",
            },
        ),
        Write(KEEP_REFUSALS),
    ),
    stored="customers_customermerge t ON t.id = m.merge_id",
    shown={"merged_at": ("t.merged_at", "m.merged_at")},
    written=lambda _ask, at: settle_merges(at=at),
)

MERGES = ImportKind(
    slug="merges",
    key=("from",),
    all_columns=lambda: COLUMNS,
    plan=lambda _present: PLAN,
    export=f"""
SELECT {name_of("d")}, {name_of("s")}, g.merged_at
FROM customers_customermerge g
JOIN customers_customer d ON d.id = g.duplicate_id JOIN customers_customer s ON s.id = g.survivor_id
WHERE g.undone_at IS NULL ORDER BY g.id
""",  # noqa: S608
)
