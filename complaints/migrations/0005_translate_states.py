"""The five states of before become those of ISO 10002; waiting for the customer is a pause and no state any more.

Only words change, so no trail is left, and the trail keeps the words of its time. In parts, each committed: a large
table is never locked as a whole, and a migration that was interrupted can be run again.
"""

import pgtrigger
from django.db import connection, migrations, transaction

PART = 20_000
COMPLAINTS = """
UPDATE complaints_complaint SET
    status = CASE status WHEN 'new' THEN 'acknowledged' WHEN 'resolved' THEN 'answered' ELSE 'investigating' END,
    acknowledged_at = coalesce(acknowledged_at, received_at),
    assessed_at = CASE WHEN status <> 'new' THEN coalesce(assessed_at, first_response_at, received_at) END,
    priority = CASE severity WHEN 'critical' THEN 'urgent' ELSE severity END
WHERE id > %s AND id <= %s AND status IN ('new', 'in_progress', 'waiting', 'resolved')
"""
CLOSED = """
UPDATE complaints_complaint SET acknowledged_at = received_at,
    assessed_at = coalesce(first_response_at, received_at),
    priority = CASE severity WHEN 'critical' THEN 'urgent' ELSE severity END
WHERE id > %s AND id <= %s AND status = 'closed' AND acknowledged_at IS NULL
"""
ENTRIES = """
UPDATE complaints_entry SET
    kind = CASE WHEN 'waiting' IN (old_value, new_value) AND new_value <> 'resolved' THEN 'pause' ELSE kind END,
    old_value = CASE old_value WHEN 'new' THEN 'received' WHEN 'resolved' THEN 'answered'
        WHEN 'in_progress' THEN CASE WHEN new_value = 'waiting' THEN '' ELSE 'investigating' END
        WHEN 'waiting' THEN CASE WHEN new_value = 'in_progress' THEN 'waiting' ELSE 'investigating' END
        ELSE old_value END,
    new_value = CASE new_value WHEN 'resolved' THEN 'answered'
        WHEN 'in_progress' THEN CASE WHEN old_value = 'waiting' THEN '' ELSE 'investigating' END
        ELSE new_value END
WHERE id > %s AND id <= %s AND kind = 'status'
    AND (old_value IN ('new', 'in_progress', 'waiting', 'resolved') OR new_value IN ('in_progress', 'resolved'))
"""


def translate(apps, schema_editor):
    for table, statements in (("complaints_complaint", (COMPLAINTS, CLOSED)), ("complaints_entry", (ENTRIES,))):
        for statement in statements:
            in_parts(table, statement)


def in_parts(table, statement):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - one of the two above
        last = cursor.fetchone()[0]
    for start in range(0, last, PART):
        with transaction.atomic(), pgtrigger.ignore(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(statement, [start, start + PART])


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('complaints', '0004_iso_states'),
    ]

    operations = [
        migrations.RunPython(translate, migrations.RunPython.noop),
    ]
