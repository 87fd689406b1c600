from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import AppError
from complaints import services
from complaints.bulk_actions.base import PIECE, previewed
from complaints.enums import Status
from complaints.models import Complaint
from jobs.bulk import BulkAction, Preview, Run

CLOSABLE = (Status.ANSWERED, Status.ACCEPTED)


class CloseComplaints(BulkAction):
    """Close what is answered. It can't be taken back: a survey may be planned and the customer has been told."""

    name = "close"
    label = _("Close the answered ones")
    icon = "check-circle"
    chunk = PIECE

    def title(self, values: Mapping[str, Any], how_many: str) -> str:
        return gettext("Close the answered ones of %(complaints)s") % {"complaints": how_many}

    def preview(self, rows: QuerySet, values: Mapping[str, Any], *, user: User, at: datetime) -> Preview:
        rows = rows.order_by()
        chosen, changes = rows.count(), rows.filter(status__in=CLOSABLE).count()
        refused, closed = (rows.filter(status=status).count() for status in (Status.REFUSED, Status.CLOSED))
        return previewed(
            changes,
            (_("Are closed already"), closed),
            (_("Were refused by the customer: closing them needs a reason for each"), refused),
            (_("Have no answer yet"), chosen - changes - closed - refused),
            warning=gettext("Closing can't be taken back for many at once; each can be reopened."),
        )

    def apply(self, ids: list[int], values: Mapping[str, Any], run: Run) -> int:
        rows = run.rows.filter(pk__in=ids, status__in=CLOSABLE).order_by("pk")
        return sum(_close(complaint, run) for complaint in rows)


def _close(complaint: Complaint, run: Run) -> bool:
    try:
        services.close_complaint(complaint=complaint, at=run.at, by=run.user)
    except AppError:  # refused or reopened this very moment
        return False
    return True
