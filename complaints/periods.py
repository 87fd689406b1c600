"""How long the words of complaints are kept, and whom an open one keeps."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.audit import ERASED
from complaints.enums import OPEN_STATUSES
from complaints.models import Complaint
from privacy.periods import PeriodKind, of_customer, register_activity, register_keeper, register_period
from privacy.registry_periods import of_held
from privacy.services.period_words import erase_words


def _over(before: datetime) -> Any:
    old = Complaint.objects.filter(closed_at__lt=before).exclude(status__in=OPEN_STATUSES)
    return old.exclude(summary=ERASED, details="", resolution="").exclude(of_held()).select_related("customer")


def _line(complaint: Complaint) -> tuple[str, str, datetime | None]:
    return f"{complaint.reference} {complaint.summary}", complaint.get_absolute_url(), complaint.closed_at


def _shown(user: User, rows: Any) -> Any:
    return rows.filter(pk__in=Complaint.objects.visible_to(user).values("pk"))


def _told(user: User) -> Q:
    return of_customer(Complaint.objects.visible_to(user).open())


def register() -> None:
    register_activity(lambda since: of_customer(Complaint.objects.filter(received_at__gte=since)))
    register_activity(lambda since: of_customer(Complaint.objects.filter(closed_at__gte=since)))
    register_keeper(_("An open complaint"), lambda: of_customer(Complaint.objects.open()), told=_told)
    register_period(
        PeriodKind(
            "complaints",
            _("Complaints"),
            _("The day on which it was closed"),
            _("What was said and written, by everybody"),
            _("Number, dates, cause, states and amounts, by which figures are counted."),
            due=_over,
            # Nothing tells how many confidential ones there were.
            erase=erase_words(Complaint, told=Q(is_restricted=False)),
            line=_line,
            shown=_shown,
            batch=200,
        )
    )
