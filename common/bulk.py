"""SQL that writes many rows at once, for imports and generated data."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, Model


def insert_into(model: type[Model], values: Mapping[str, str], source: str) -> str:
    """INSERT of `values` (SQL by column) from `source`; columns it doesn't name get the model's own defaults."""
    others: dict[str, str] = {
        str(field.column): _literal(field.get_default())
        for field in model._meta.concrete_fields
        if not field.primary_key and field.column not in values and field.db_default is NOT_PROVIDED
    }
    everything = {**values, **others}
    names = ", ".join(everything)
    return f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(everything.values())} {source}"  # noqa: S608


def update_each(rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Write these fields of each row, which are values already, by one statement.

    `bulk_update` names each row in each field and so compares each with each; here they are joined.
    """
    if not rows:
        return
    model = type(rows[0])
    by_name = {field.name: field for field in model._meta.concrete_fields}
    written = [by_name[name] for name in fields]
    arrays = [[row.pk for row in rows]]
    arrays += [[field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows] for field in written]
    names = [str(field.column) for field in written]
    given = ", ".join(["%s::bigint[]", *(f"%s::{field.db_type(connection)}[]" for field in written)])
    table, changes = model._meta.db_table, ", ".join(f"{name} = given.{name}" for name in names)
    statement = f"""UPDATE {table} AS stored SET {changes}
        FROM unnest({given}) AS given (key, {", ".join(names)}) WHERE stored.id = given.key"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, arrays)


def _literal(value: Any) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value).upper()
        case int() | Decimal():
            return str(value)
        case list() | dict() if not value:
            return "'{}'"  # an empty array or object, as the column's type has it
        case str():
            return "'" + value.replace("'", "''") + "'"
    raise TypeError(f"{value!r} has to be given: it is no constant")


@contextmanager
def indexes_rebuilt(cursor: Any, *models: type[Model]) -> Iterator[None]:
    """Take plain indexes and foreign keys of the models' tables away and make them anew, in the running transaction.

    Filling an index row by row costs many times what building it costs, and so does looking up each key that a row
    names. The tables are locked meanwhile, so this is for generated data, not for a registry that people work in.
    Unique indexes stay: they guard the rows.
    """
    tables = [[model._meta.db_table for model in models]]
    cursor.execute(
        """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
        WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique""",
        tables,
    )
    indexes = cursor.fetchall()
    cursor.execute(
        """SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
            format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype = 'f'""",
        tables,
    )
    keys = cursor.fetchall()
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come can't be altered
    for statement in [f"DROP INDEX {name}" for name, _definition in indexes] + [drop for drop, _add in keys]:
        cursor.execute(statement)
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL maintenance_work_mem = '128MB'")
    for statement in [definition for _name, definition in indexes] + [add for _drop, add in keys]:
        cursor.execute(statement)
