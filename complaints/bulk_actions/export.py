from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.columns import Column
from complaints.columns import chosen, columns_for, prepared
from complaints.listing import COMPLAINTS, order_of
from jobs.bulk import Preview, Run
from jobs.bulk_export import ExportRows


class ExportComplaints(ExportRows):
    """The queue as a file. Confidential complaints never leave the house in one, whoever asks."""

    saved_list = COMPLAINTS
    file_stem = _("complaints")

    def columns_for(self, user: User) -> dict[str, Column]:
        return columns_for(user)

    def chosen(self, names: Sequence[str], available: dict[str, Column]) -> list[Column]:
        return chosen(names, available)

    def prepared(self, rows: QuerySet, columns: Sequence[Column]) -> QuerySet:
        return prepared(rows, columns)

    def in_order(self, rows: QuerySet, query: QueryDict) -> QuerySet:
        return rows.order_by(*order_of(query))

    def preview(self, rows: QuerySet, values: Mapping[str, Any], *, user: User, at: datetime) -> Preview:
        secret = rows.order_by().filter(is_restricted=True).count()
        found = super().preview(rows.filter(is_restricted=False), values, user=user, at=at)
        left_out = [(_("Are confidential: they stay out of files"), secret)] if secret else []
        return Preview(found.changes, [*found.excluded, *left_out], found.warning)

    def apply(self, ids: list[int], values: Mapping[str, Any], run: Run) -> int:
        open_ids = list(run.rows.filter(pk__in=ids, is_restricted=False).values_list("pk", flat=True))
        return super().apply(open_ids, values, run)
