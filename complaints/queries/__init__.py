"""Reads of complaint handling. Every one that names complaints begins at `Complaint.objects.visible_to(user)`."""

from complaints.queries.charter import hours_by_weekday, service_charter
from complaints.queries.mail import last_message_id, mailboxes, undelivered
from complaints.queries.remedies import granted_in_month, remedies_of, remedies_to_decide, visible_remedies
from complaints.queries.search import matching, search_complaints
from complaints.queries.settings import all_causes, holiday_years
from complaints.queries.tracking import files_given, limits_of, promises_of, public_messages, steps_of, tracking_link
from complaints.queries.work import (
    TABS,
    active_causes,
    day_start,
    open_complaints_of,
    queue,
    tab_counts,
    tab_rows,
    tallied,
    timeline_of_complaint,
    visible_complaint,
)

__all__ = [
    "TABS",
    "active_causes",
    "all_causes",
    "day_start",
    "files_given",
    "granted_in_month",
    "holiday_years",
    "hours_by_weekday",
    "last_message_id",
    "limits_of",
    "mailboxes",
    "matching",
    "open_complaints_of",
    "promises_of",
    "public_messages",
    "queue",
    "remedies_of",
    "remedies_to_decide",
    "search_complaints",
    "service_charter",
    "steps_of",
    "tab_counts",
    "tab_rows",
    "tallied",
    "timeline_of_complaint",
    "tracking_link",
    "undelivered",
    "visible_complaint",
    "visible_remedies",
]
