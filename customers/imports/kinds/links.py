"""import_links: how customers stand to each other; one row per tie, read from the first to the other."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.enums import MUTUAL_LINKS, REVERSE_LINKS, LinkKind
from customers.imports import cells
from customers.imports.columns import Column
from customers.imports.kind import Check, ImportKind, Plan, change_of, insert_new, keep_before, update_changed
from customers.imports.kinds.named import CUSTOMER, ERASED, join_named, known, name_of, named_column
from customers.models import CustomerLink

# What files say, the tie that it is, and whether it is read from the other end: "CV Batik employs Budi".
WORDS: tuple[tuple[str, LinkKind, bool], ...] = (
    ("employee", LinkKind.EMPLOYEE, False),
    ("employs", LinkKind.EMPLOYEE, True),
    ("contact", LinkKind.CONTACT, False),
    ("has_contact", LinkKind.CONTACT, True),
    ("branch", LinkKind.BRANCH, False),
    ("has_branch", LinkKind.BRANCH, True),
    ("supplier", LinkKind.SUPPLIER, False),
    ("supplied_by", LinkKind.SUPPLIER, True),
    ("referred_by", LinkKind.REFERRED, False),
    ("referred", LinkKind.REFERRED, True),
    ("partner", LinkKind.PARTNER, False),
    ("family", LinkKind.FAMILY, False),
)


def _label(kind: LinkKind, is_turned: bool) -> str | Promise:
    return REVERSE_LINKS[kind] if is_turned else kind.label


# Ties by the customers they stand for now, those of folded records too; what reads alike from both ends, from both.
KNOWN = f"""
SELECT DISTINCT ON (near, far, kind) * FROM (
    SELECT l.*, coalesce(a.merged_into_id, a.id) AS near, coalesce(b.merged_into_id, b.id) AS far
    FROM customers_customerlink l
    JOIN customers_customer a ON a.id = l.customer_id JOIN customers_customer b ON b.id = l.other_id
    UNION ALL
    SELECT l.*, coalesce(b.merged_into_id, b.id), coalesce(a.merged_into_id, a.id)
    FROM customers_customerlink l
    JOIN customers_customer a ON a.id = l.customer_id JOIN customers_customer b ON b.id = l.other_id
    WHERE l.kind IN ({", ".join(f"'{kind}'" for kind in MUTUAL_LINKS)})
) AS tie ORDER BY near, far, kind, id
"""  # noqa: S608
VALUES = {"role": "coalesce(r.role, l.role, '')", "since": "coalesce(r.since, l.since)"}
_OVERWRITTEN = {name: f"m.{name}" for name in VALUES}
STAMPED = {"created_at": "%(at)s", "created_by_id": "%(by)s"}
WRITTEN = {**_OVERWRITTEN, **STAMPED}
OVERWRITE = (
    keep_before(CustomerLink, VALUES, "m.link_id"),
    update_changed(
        CustomerLink, {**_OVERWRITTEN, "version": "t.version + 1"}, "m.link_id", seen="t.version = m.version"
    ),
)
ROLE = Column("role", cells.line(80), label=_("Role"), words="peran, jabatan, posisi, position, title, job title")
SINCE = Column("since", cells.day, "date", label=_("Since"), words="sejak, mulai, from, start")
NOT_YET = Check("since", "not_yet", "m.since > %(today)s", "m.since::text")

COLUMNS = (
    CUSTOMER,
    Column(
        "kind", cells.word({word: _label(kind, is_turned) for word, kind, is_turned in WORDS}), required=True,
        label=_("Relation"), words="relasi, hubungan, jenis, jenis hubungan, relation, relationship, type",
    ),
    named_column(
        "other", _("To whom (identifier in the source)"),
        "kepada, dengan, pihak lain, pelanggan lain, to, to whom, other customer, related to",
    ),
    ROLE,
    SINCE,
)  # fmt: skip
_WORDS = ", ".join(f"('{word}', '{kind}', {is_turned})" for word, kind, is_turned in WORDS)
_MUTUAL = ", ".join(f"'{kind}'" for kind in MUTUAL_LINKS)
PLAN = Plan(
    match=f"""
WITH known AS ({KNOWN})
SELECT r.line, r.customer, r.other, a.id AS customer_id, b.id AS other_id, a.erased_at, b.erased_at AS other_erased_at,
    w.kind, x.near, x.far, l.id AS link_id, l.version,
    CASE WHEN w.kind IN ({_MUTUAL}) THEN least(x.near, x.far) ELSE x.near END AS one_end,
    CASE WHEN w.kind IN ({_MUTUAL}) THEN greatest(x.near, x.far) ELSE x.far END AS other_end,
    {", ".join(f"{value} AS {name}" for name, value in VALUES.items())},
    {change_of({f"l.{name}": value for name, value in VALUES.items()}, "l.id")} AS change
FROM import_row r
LEFT JOIN (VALUES {_WORDS}) AS w(word, kind, is_turned) ON w.word = r.kind
{join_named("a", "r.customer")}
{join_named("b", "r.other")}
CROSS JOIN LATERAL (SELECT
    CASE WHEN w.is_turned THEN coalesce(b.merged_into_id, b.id) ELSE coalesce(a.merged_into_id, a.id) END AS near,
    CASE WHEN w.is_turned THEN coalesce(a.merged_into_id, a.id) ELSE coalesce(b.merged_into_id, b.id) END AS far) x
LEFT JOIN known l ON l.near = x.near AND l.far = x.far AND l.kind = w.kind
""",  # noqa: S608
    checks=(
        known(),
        known("other", pk="other_id"),
        ERASED,
        Check("other", "erased", "m.other_erased_at IS NOT NULL"),
        Check("other", "tied_to_itself", "m.near = m.far"),
        NOT_YET,
        # The same tie in other words, from the other end, or of records that are one customer by now.
        Check(
            "kind", "tied_in_file", "first.line < m.line", "first.line::text",
            """JOIN (
                SELECT one_end, other_end, kind, min(line) AS line FROM import_match
                GROUP BY one_end, other_end, kind HAVING count(*) > 1
            ) AS first USING (one_end, other_end, kind)""",
        ),
    ),
    writes=(
        insert_new(CustomerLink, {"customer_id": "m.near", "other_id": "m.far", "kind": "m.kind", **WRITTEN}),
        *OVERWRITE,
    ),
    stored="customers_customerlink t ON t.id = m.link_id",
    shown={name: (f"t.{name}", f"m.{name}") for name in VALUES},
)  # fmt: skip
# A word of its own stands for each tie, so that "referred" is never taken for its opposite.
_WORD_OF = " ".join(f"WHEN '{kind}' THEN '{word}'" for word, kind, is_turned in WORDS if not is_turned)

LINKS = ImportKind(
    slug="links",
    key=("customer", "kind", "other"),
    all_columns=lambda: COLUMNS,
    plan=lambda _present: PLAN,
    export=f"""
SELECT {name_of("a")}, CASE l.kind {_WORD_OF} END, {name_of("b")}, l.role, l.since
FROM customers_customerlink l
JOIN customers_customer a ON a.id = l.customer_id JOIN customers_customer b ON b.id = l.other_id
WHERE a.erased_at IS NULL AND b.erased_at IS NULL ORDER BY l.id
""",  # noqa: S608
)
