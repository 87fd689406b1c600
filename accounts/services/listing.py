"""Listing changes that were made before there was one list of all (`ChangeSet`, filled by triggers since)."""

from django.db import connection, transaction
from django.db.models import Min

from accounts.models import ChangeSet
from accounts.queries.audit import EventModel, audited_models

STRETCH = 50_000

_LIST = """
INSERT INTO accounts_changeset
    (at, "table", action, context_id, user_id, source, reference, first_id, last_id, rows, record_id)
SELECT changed.at, %s, changed.action, changed.context_id, (context.metadata->>'user')::bigint,
    left(coalesce(context.metadata->>'page', context.metadata->>'task', context.metadata->>'command', ''), 120),
    left(coalesce(context.metadata->>'reference', ''), 40),
    changed.first_id, changed.last_id, changed.rows, changed.record_id
FROM (
    SELECT pgh_created_at AS at, pgh_label AS action, pgh_context_id AS context_id, min(pgh_id) AS first_id,
        max(pgh_id) AS last_id, count(*) AS rows,
        CASE WHEN min(pgh_obj_id) = max(pgh_obj_id) THEN min(pgh_obj_id) END AS record_id
    FROM {table} WHERE pgh_id >= %s AND pgh_id < %s GROUP BY pgh_created_at, pgh_label, pgh_context_id
) AS changed LEFT JOIN pghistory_context AS context ON context.id = changed.context_id
"""


def list_earlier_changes(*, stretches: int = 20) -> int:
    """Add lines for events older than the list, a stretch of each table at a time; gives how many stretches were done.

    0 means that the list is whole. Run again it goes on; a line is never written twice.
    """
    done = 0
    for label, event_model in audited_models().items():
        while done < stretches and _list_stretch(label, event_model):
            done += 1
    return done


@transaction.atomic
def _list_stretch(label: str, event_model: EventModel) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"changes of {label}"])
    oldest = ChangeSet.objects.filter(table=label).aggregate(first=Min("first_id"))["first"]
    earlier = event_model.objects.order_by("-pgh_id").values_list("pgh_id", flat=True)
    newest = (earlier.filter(pgh_id__lt=oldest) if oldest else earlier).first()
    if newest is None:
        return False
    with connection.cursor() as cursor:
        table = event_model._meta.db_table
        cursor.execute(_LIST.format(table=table), [label, newest - STRETCH + 1, newest + 1])
    return True
