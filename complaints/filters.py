"""What the work queue can be narrowed to. A dashboard's figure links to the list with these names."""

from typing import Any

import django_filters as filters
from django.db.models import F, Q, QuerySet
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import Department, SavedView, User
from common.errors import AppError
from common.filters import FilterForm, FromDay, ListFilterSet, UntilDay
from complaints.enums import Channel, Factor, Priority, Satisfaction, Severity, Status, SuccessFactor
from complaints.models import Cause, Complaint
from complaints.queries import matching
from customers.segments import customers_in, records_in, segments_for
from customers.services.tags import spelt


class ComplaintFilter(ListFilterSet):
    q = filters.CharFilter(method="by_text", label=_("Number, customer or words"), max_length=100)
    status = filters.ChoiceFilter(choices=Status, label=_("Status"), empty_label=_("All"))
    cause = filters.ModelChoiceFilter(
        queryset=Cause.objects.all(),
        to_field_name="slug",
        method="by_cause",
        label=_("Cause"),
        empty_label=_("All"),
    )
    channel = filters.ChoiceFilter(choices=Channel, label=_("Channel"), empty_label=_("All"))
    severity = filters.ChoiceFilter(choices=Severity, label=_("Severity"), empty_label=_("All"))
    priority = filters.ChoiceFilter(choices=Priority, label=_("Priority"), empty_label=_("All"))
    tags = filters.CharFilter(method="by_tags", label=_("Tags"), max_length=300)
    language = filters.ChoiceFilter(choices=Language, label=_("Language"), empty_label=_("All"))
    owner = filters.ModelChoiceFilter(queryset=User.objects.all(), label=_("Officer"), empty_label=_("All"))
    department = filters.ModelChoiceFilter(
        queryset=Department.objects.all(), label=_("About the department"), empty_label=_("All")
    )
    factor = filters.ChoiceFilter(
        field_name="cause__factor", choices=Factor, label=_("Kind of cause"), empty_label=_("All")
    )
    segment = filters.ModelChoiceFilter(
        queryset=SavedView.objects.none(),
        method="by_segment",
        label=_("Customers of the segment"),
        empty_label=_("All"),
    )
    received_from = FromDay(field_name="received_at", label=_("Received from"))
    received_to = UntilDay(field_name="received_at", label=_("Received until"))
    resolved_from = FromDay(field_name="resolved_at", label=_("Resolved from"))
    resolved_to = UntilDay(field_name="resolved_at", label=_("Resolved until"))
    satisfaction = filters.ChoiceFilter(
        field_name="finding__satisfaction", choices=Satisfaction, label=_("What was hit"), empty_label=_("All")
    )
    failure = filters.ChoiceFilter(
        field_name="finding__failure", choices=SuccessFactor, label=_("What failed on our side"), empty_label=_("All")
    )
    timeliness = filters.ChoiceFilter(
        choices=[("on_time", _("On time")), ("late", _("Late"))],
        method="by_timeliness",
        label=_("Resolved in time"),
        empty_label=_("All"),
    )

    weekday = filters.ChoiceFilter(
        field_name="received_at__iso_week_day",
        label=_("Received on"),
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        empty_label=_("All"),
    )
    hour = filters.ChoiceFilter(
        field_name="received_at__hour",
        label=_("Received in the hour"),
        choices=[(hour, f"{hour:02d}.00") for hour in range(24)],
        empty_label=_("All"),
    )

    in_sight = ("q", "status", "cause", "channel")
    groups = (
        (_("What it is about"), ("severity", "priority", "factor", "satisfaction", "failure", "department", "tags")),
        (_("Who"), ("owner", "language", "segment")),
        (_("When"), ("received_from", "received_to", "resolved_from", "resolved_to", "timeliness", "weekday", "hour")),
    )

    class Meta:
        model = Complaint
        form = FilterForm
        fields: list[str] = []

    def __init__(self, data: Any = None, queryset: "QuerySet | None" = None, *, user: User | None = None):
        super().__init__(data, queryset)
        if user is not None:
            self.filters["segment"].queryset = segments_for(user)

    def by_segment(self, complaints, name: str, segment: SavedView):
        """Nobody's, where the segment can't be told any more."""
        try:
            records = records_in(customers_in(segment))
        except AppError:
            return complaints.none()
        return complaints.filter(customer__in=records.values("pk"))

    def by_text(self, complaints, name: str, text: str):
        return complaints.filter(matching(text, customers=True))

    def by_cause(self, complaints, name: str, cause: Cause):
        return complaints.filter(Q(cause=cause) | Q(cause__parent=cause))

    def by_timeliness(self, complaints, name: str, value: str):
        on_time = Q(resolved_at__lte=F("due_at"))
        return complaints.filter(resolved_at__isnull=False).filter(on_time if value == "on_time" else ~on_time)

    def by_tags(self, complaints, name: str, text: str):
        return complaints.filter(tags__contains=spelt(text.split(",")))
