"""SQL of taking a run back: which rows it made or changed, which of them must stay and why, and the undoing itself.

The audit trail knows how the run left each row; a row that is otherwise now was changed by somebody since. What stood
there before was noted when it was overwritten. `import_undo` lists every row with what is to happen to it, or with a
reason to keep it; `place` cuts long work into pieces.
"""

from collections.abc import Iterator

from customers.imports.dependents import Dependent
from customers.imports.reverts import CUSTOMERS, DERIVED, PHONES, Written

LIST = """
DROP TABLE IF EXISTS import_undo;
CREATE TEMP TABLE import_undo (
    model text, object_id bigint, action text, reason text, place bigint GENERATED ALWAYS AS IDENTITY
) ON COMMIT DROP
"""
LISTED = """
CREATE INDEX ON import_undo (object_id, model);
ANALYZE import_undo
"""
DIGEST = """
SELECT count(*) || ':' || coalesce(sum(
    hashtextextended(model || ' ' || action || ' ' || object_id || ' ' || coalesce(reason, ''), 0)::numeric), 0)
FROM import_undo
"""
DUE = "u.reason IS NULL"
BLOCK = "u.place > %(after)s AND u.place <= %(upto)s"
# The order of labels says nothing, and undoing a merge may change it.
_UNORDERED = "(SELECT array_agg(one ORDER BY one) FROM unnest({row}.tags) AS one)"
# Numbers of customers that the run made, as they were and as they are; the order of the list says nothing.
OTHER_PHONES = f"""
WITH made AS (SELECT object_id AS id FROM import_undo WHERE model = '{CUSTOMERS.label}' AND action = 'delete'),
was AS (
    SELECT customer_id AS id, count(*) AS n, sum(hashtextextended(digits || ' ' || typed, 0)::numeric) AS all_of_them
    FROM {PHONES.trail} WHERE pgh_context_id = %(context)s AND pgh_label = 'insert' GROUP BY customer_id
), now AS (
    SELECT customer_id AS id, count(*) AS n, sum(hashtextextended(digits || ' ' || typed, 0)::numeric) AS all_of_them
    FROM {PHONES.table} WHERE customer_id IN (SELECT id FROM made) GROUP BY customer_id
)
UPDATE import_undo u SET reason = 'changed'
FROM made LEFT JOIN was ON was.id = made.id LEFT JOIN now ON now.id = made.id
WHERE u.model = '{CUSTOMERS.label}' AND u.action = 'delete' AND {DUE} AND u.object_id = made.id
AND (was.n, was.all_of_them) IS DISTINCT FROM (now.n, now.all_of_them)
"""  # noqa: S608 - names of our own tables
# Numbers of a new customer go with it; those added to a stored one stay when its other changes stay.
PHONES_OF_MADE = f"""
DELETE FROM import_undo u USING {PHONES.table} p, import_undo c
WHERE u.model = '{PHONES.label}' AND p.id = u.object_id AND c.model = '{CUSTOMERS.label}' AND c.action = 'delete'
AND c.object_id = p.customer_id
"""  # noqa: S608
PHONES_OF_KEPT = f"""
UPDATE import_undo u SET reason = c.reason FROM {PHONES.table} p, import_undo c
WHERE u.model = '{PHONES.label}' AND {DUE} AND p.id = u.object_id AND c.model = '{CUSTOMERS.label}'
AND c.object_id = p.customer_id AND c.reason IS NOT NULL
"""  # noqa: S608


def list_made(written: Written) -> str:
    """Rows that are there because of the run."""
    columns = ", ".join(_compared("t", name) for name in written.columns)
    if not written.has_trail:
        return f"""INSERT INTO import_undo (model, object_id, action, reason)
            SELECT '{written.label}', t.id, 'delete', CASE WHEN {_was_rewritten()} THEN 'changed' END
            FROM customers_importchange i JOIN {written.table} t ON t.id = i.object_id
            WHERE i.run_id = %(run)s AND i.model = '{written.label}' AND i.before IS NULL"""  # noqa: S608
    left = ", ".join(_compared("e", name) for name in written.columns)
    found = [f"t.{name} = e.{name}" for name in written.found_by] or ["t.id = e.pgh_obj_id"]
    return f"""INSERT INTO import_undo (model, object_id, action, reason)
        SELECT '{written.label}', t.id, 'delete', coalesce(
            {written.kept_if}, CASE WHEN ROW({columns}) IS DISTINCT FROM ROW({left}) THEN 'changed' END)
        FROM {_left(written)} e JOIN {written.table} t ON {" AND ".join(found)}
        WHERE EXISTS (
            SELECT FROM {written.trail} i
            WHERE i.pgh_obj_id = e.pgh_obj_id AND i.pgh_context_id = %(context)s AND i.pgh_label = 'insert')
        ORDER BY t.id"""  # noqa: S608


def list_changed(written: Written, columns: list[str]) -> str:
    """Rows whose `columns` the run overwrote with something else."""
    if written.has_trail:
        touched = " OR ".join(
            f"({_compared('b', name)} IS DISTINCT FROM {_compared('e', name)} "
            f"AND {_compared('t', name)} IS DISTINCT FROM {_compared('e', name)})"
            for name in columns
        )
    else:
        touched = _was_rewritten()
    return f"""INSERT INTO import_undo (model, object_id, action, reason)
        SELECT '{written.label}', t.id, 'restore', coalesce(
            {written.kept_if}, CASE WHEN {touched} THEN 'changed' END)
        FROM {_overwritten(written)}
        WHERE i.run_id = %(run)s AND i.model = '{written.label}' AND i.before IS NOT NULL
        ORDER BY t.id"""  # noqa: S608


def keep_used(written: Written, dependent: Dependent) -> str:
    """Keep what others point at, unless they go too, are set back too, or are only worked out from it."""
    holds = dependent.unless if dependent.goes_along else "TRUE"
    key = dependent.model._meta.pk.column  # type: ignore[union-attr]
    return f"""UPDATE import_undo u SET reason = %(reason)s
        WHERE u.model = '{written.label}' AND u.action = 'delete' AND {DUE} AND EXISTS (
            SELECT FROM {dependent.table} r WHERE r.{dependent.column} = u.object_id AND ({holds})
            AND NOT EXISTS (
                SELECT FROM import_undo d WHERE d.model = '{dependent.model._meta.label_lower}'
                AND d.object_id = r.{key} AND d.reason IS NULL))"""  # noqa: S608


def lock(written: Written) -> str:
    """Let nobody change the rows in question until they are as before."""
    return f"""SELECT count(*) FROM (
        SELECT t.id FROM {written.table} t JOIN import_undo u ON u.object_id = t.id
        WHERE u.model = '{written.label}' AND {DUE} ORDER BY t.id FOR UPDATE OF t) AS locked"""  # noqa: S608


def set_back(written: Written, columns: list[str]) -> str:
    """Only what the run changed: what others have changed in the same row since stays."""
    if written.has_trail:
        changed = (f"CASE WHEN b.{name} IS DISTINCT FROM e.{name} THEN b.{name} ELSE t.{name} END" for name in columns)
    else:
        changed = (f"b.{name}" for name in columns)
    pairs = [f"{name} = {value}" for name, value in zip(columns, changed, strict=True)]
    if written.is_versioned:  # whoever has the record open must notice, so the version never goes back
        pairs.append("version = t.version + 1")
    if written.is_dated:
        pairs.append("updated_at = %(at)s")
    return f"""UPDATE {written.table} t SET {", ".join(pairs)}
        FROM import_undo u {_overwritten_here(written)}
        WHERE u.model = '{written.label}' AND u.action = 'restore' AND {DUE} AND {BLOCK} AND t.id = u.object_id
        AND i.run_id = %(run)s AND i.model = '{written.label}'"""  # noqa: S608


def delete_dependents(written: Written, dependent: Dependent) -> str:
    return f"""DELETE FROM {dependent.table} r USING import_undo u
        WHERE u.model = '{written.label}' AND u.action = 'delete' AND {DUE} AND {BLOCK}
        AND r.{dependent.column} = u.object_id"""  # noqa: S608


def delete_made(written: Written) -> str:
    return f"""DELETE FROM {written.table} t USING import_undo u
        WHERE u.model = '{written.label}' AND u.action = 'delete' AND {DUE} AND {BLOCK}
        AND t.id = u.object_id"""  # noqa: S608


def restorable(written: Written, noted: Iterator[str]) -> list[str]:
    """The noted columns that the table still has and people can see."""
    there = {field.column for field in written.model._meta.concrete_fields}
    return sorted((set(noted) & there) - (DERIVED - set(written.compared)))


def _compared(row: str, name: str) -> str:
    return _UNORDERED.format(row=row) if name == "tags" else f"{row}.{name}"


def _left(written: Written) -> str:
    """The rows as the run left them."""
    return f"""(SELECT DISTINCT ON (pgh_obj_id) * FROM {written.trail} WHERE pgh_context_id = %(context)s
        ORDER BY pgh_obj_id, pgh_id DESC)"""  # noqa: S608


def _overwritten(written: Written) -> str:
    """Stored rows (t) with what was noted (i, as a row b) and what the run left (e)."""
    left = f"JOIN {_left(written)} e ON e.pgh_obj_id = t.id" if written.has_trail else ""
    return f"""{written.table} t JOIN customers_importchange i ON i.object_id = t.id {left}
        CROSS JOIN LATERAL jsonb_populate_record(NULL::{written.table}, i.before) b"""


def _overwritten_here(written: Written) -> str:
    """The same for the few rows of a block (u)."""
    left = ""
    if written.has_trail:
        left = f"""CROSS JOIN LATERAL (
            SELECT * FROM {written.trail} WHERE pgh_obj_id = u.object_id AND pgh_context_id = %(context)s
            ORDER BY pgh_id DESC LIMIT 1) e"""  # noqa: S608
    return f"""JOIN customers_importchange i ON i.object_id = u.object_id {left}
        CROSS JOIN LATERAL jsonb_populate_record(NULL::{written.table}, i.before) b"""


def _was_rewritten() -> str:
    return "t.source <> 'import' OR t.recorded_at IS DISTINCT FROM %(written_at)s"
