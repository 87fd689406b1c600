from typing import TypeVar

from django.db import IntegrityError, transaction

from common.models import Submitted

Row = TypeVar("Row", bound=Submitted)


def insert_once(row: Row) -> Row:
    """Insert, or give the row that another sending of the same form made in the same instant."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        earlier = type(row).already_submitted(row.submission_key)
        if earlier is None:
            raise
        return earlier
    return row
