"""Reads of complaint handling. Every one that names complaints begins at `Complaint.objects.visible_to(user)`."""

from complaints.queries.remedies import granted_in_month, remedies_of, remedies_to_decide, visible_remedies
from complaints.queries.work import (
    TABS,
    active_causes,
    day_start,
    matching,
    open_complaints_of,
    queue,
    search_complaints,
    tab_counts,
    timeline_of_complaint,
    visible_complaint,
)

__all__ = [
    "TABS",
    "active_causes",
    "day_start",
    "granted_in_month",
    "matching",
    "open_complaints_of",
    "queue",
    "remedies_of",
    "remedies_to_decide",
    "search_complaints",
    "tab_counts",
    "timeline_of_complaint",
    "visible_complaint",
    "visible_remedies",
]
