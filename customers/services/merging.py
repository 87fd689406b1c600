"""Folding duplicates together. Nothing is moved, the duplicate only points at its survivor: undoing loses nothing."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from customers.models import Customer, CustomerMerge

# Where each record that was folded, over however many steps, ends up now.
_REPOINT = """
WITH RECURSIVE chain AS (
    SELECT duplicate_id AS start, survivor_id AS target FROM customers_customermerge WHERE undone_at IS NULL
    UNION
    SELECT chain.start, m.survivor_id FROM chain
    JOIN customers_customermerge AS m ON m.duplicate_id = chain.target AND m.undone_at IS NULL
), final AS (
    SELECT start, target FROM chain WHERE NOT EXISTS (
        SELECT FROM customers_customermerge AS m WHERE m.duplicate_id = chain.target AND m.undone_at IS NULL
    )
)
UPDATE customers_customer AS c SET merged_into_id = final.target
FROM final WHERE c.id = final.start AND c.merged_into_id IS DISTINCT FROM final.target
"""


@transaction.atomic
def merge_customers(*, duplicate: Customer, survivor: Customer, at: datetime, by: User | None = None) -> CustomerMerge:
    """Fold one record into another: from now on both count as the survivor, and every search leads there.

    What was folded into the duplicate before follows it. Raises AppError when the two can't be one customer.
    """
    both = Customer.objects.filter(pk__in=[duplicate.pk, survivor.pk]).order_by("pk")
    locked = {row.pk: row for row in both.select_for_update()}
    if len(locked) < 2:
        raise AppError(_("A customer can't be merged with itself."), field="survivor")
    if any(row.merged_into_id for row in locked.values()):
        raise AppError(_("One of the two was merged already; open it to see into which record."), field="survivor")
    if any(row.erased_at for row in locked.values()):
        raise AppError(_("The personal data of one of the two was erased; it can't be merged."), field="survivor")
    if duplicate.kind != survivor.kind:
        raise AppError(_("An internal and an external customer can't be merged."), field="survivor")
    merge = CustomerMerge.objects.create(duplicate=duplicate, survivor=survivor, merged_at=at, merged_by=by)
    repoint_merged()
    duplicate.merged_into = survivor
    return merge


@transaction.atomic
def undo_merge(*, merge: CustomerMerge, at: datetime, by: User) -> CustomerMerge:
    """Take two records apart again, within 30 days; each has everything it had."""
    row = CustomerMerge.objects.select_for_update().get(pk=merge.pk)
    if row.undone_at is not None:
        raise NotAllowed(_("This merge was undone already."))
    if at > row.undo_until:
        raise NotAllowed(_("A merge can be undone within 30 days."))
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    Customer.objects.filter(pk=row.duplicate_id).update(merged_into=None)
    repoint_merged()
    return row


def repoint_merged() -> None:
    """Let every folded record point at its last survivor; for whoever writes many merges, to call once."""
    with connection.cursor() as cursor:
        cursor.execute(_REPOINT)
