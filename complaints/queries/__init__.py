"""Reads of complaint handling. Every one that names complaints begins at `Complaint.objects.visible_to(user)`."""

from complaints.queries.remedies import granted_in_month, remedies_to_decide
from complaints.queries.work import (
    TABS,
    active_causes,
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
    "granted_in_month",
    "open_complaints_of",
    "queue",
    "remedies_to_decide",
    "search_complaints",
    "tab_counts",
    "timeline_of_complaint",
    "visible_complaint",
]
