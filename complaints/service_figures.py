"""What complaints say of services inside the house, and of the departments that face customers.

Everything begins at what the person who looks may see, so a confidential complaint counts for those named on it alone.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department, User
from common.formats import number
from complaints.models import Complaint
from complaints.queries.work import day_start
from customers.enums import Kind
from customers.models import ServiceRelation
from customers.service_figures import Period, Told, register_outward, register_service_figure


def internal_complaints(relations: Sequence[ServiceRelation], user: User, period: Period) -> dict[int, Told]:
    """Complaints of the served department's members about the serving one, against the period before."""
    rows = (
        Complaint.objects.visible_to(user)
        .filter(customer__kind=Kind.INTERNAL, received_at__gte=day_start(period.before.since))
        .filter(department__in={row.provider_id for row in relations})
        .filter(customer__department__in={row.consumer_id for row in relations})
        .order_by()
        .values_list("department", "customer__department")
        .annotate(now=Count("pk", filter=_within(period)), before=Count("pk", filter=_within(period.before)))
    )
    counts = {(provider, consumer): (now, before) for provider, consumer, now, before in rows}
    found = {row.pk: counts.get((row.provider_id, row.consumer_id), (0, 0)) for row in relations}
    return {
        pk: Told(number(now), note=_("%(count)s before") % {"count": number(before)})
        for pk, (now, before) in found.items()
        if now or before
    }


def external_complaints(departments: Sequence[Department], user: User, period: Period) -> dict[int, int]:
    """Complaints of external customers about each department."""
    rows = (
        Complaint.objects.visible_to(user)
        .filter(_within(period), department__in=departments, customer__kind=Kind.EXTERNAL, customer__is_test=False)
        .order_by()
        .values_list("department")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


def _within(period: Period) -> Q:
    values: dict[str, Any] = {
        "received_at__gte": day_start(period.since),
        "received_at__lt": day_start(period.until + timedelta(days=1)),
    }
    return Q(**values)


def register() -> None:
    register_service_figure(
        "complaints", label=gettext_lazy("Internal complaints"), position=20, read=internal_complaints
    )
    register_outward("complaints", external_complaints)
