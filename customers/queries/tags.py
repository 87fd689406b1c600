from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Lower

from common.counts import COUNTED_TO
from customers.models import Tag

_COUNTS = """
SELECT used.name, (
    SELECT count(*) FROM (
        SELECT FROM customers_customer AS c
        WHERE c.tags @> ARRAY[used.name] AND c.merged_into_id IS NULL AND c.erased_at IS NULL LIMIT %s
    ) AS found
) FROM unnest(%s::varchar[]) AS used (name)
"""


def tags_by_name() -> "QuerySet[Tag]":
    """The register, with `name_key` to sort by whatever the capitals."""
    return Tag.objects.select_related("created_by").annotate(name_key=Lower("name"))


def tag_counts(names: Sequence[str]) -> dict[str, int]:
    """How many customers have each of these tags, counted up to ten thousand and one. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [COUNTED_TO + 1, list(names)])
        return dict(cursor.fetchall())


def tags_beginning(text: str, *, limit: int = 10) -> list[str]:
    """Tags whose name begins like this, else those that hold it."""
    names = Tag.objects.annotate(name_key=Lower("name")).order_by("name_key").values_list("name", flat=True)
    lowered = text.lower()
    found = list(names.filter(name_key__startswith=lowered)[:limit])
    if len(found) < limit and lowered:
        found += [name for name in names.filter(name_key__contains=lowered)[:limit] if name not in found]
    return found[:limit]
