"""Reads of complaint handling. Every one that names complaints begins at `Complaint.objects.visible_to(user)`."""

from complaints.queries.budgets import all_budgets, budgets_for, granted_in_month
from complaints.queries.charter import hours_by_weekday, service_charter
from complaints.queries.mail import last_message_id, mailboxes, undelivered
from complaints.queries.outside import bodies_for, ways_on
from complaints.queries.promises import due_promises, promises_of, visible_promises
from complaints.queries.remedies import (
    granted_remedies_of_month,
    paid_remedies,
    remedies_of,
    remedies_to_decide,
    remedies_to_pay,
    steps_to_make_good,
    visible_remedies,
)
from complaints.queries.search import matching, search_complaints
from complaints.queries.settings import all_causes, holiday_years
from complaints.queries.tracking import files_given, limits_of, public_messages, steps_of, tracking_link
from complaints.queries.work import (
    TABS,
    active_causes,
    day_start,
    last_entry,
    open_complaints_of,
    queue,
    tab_counts,
    tab_rows,
    tallied,
    timeline_of_complaint,
    unseen_entries,
    visible_complaint,
)

__all__ = [
    "granted_remedies_of_month",
    "visible_promises",
    "promises_of",
    "due_promises",
    "ways_on",
    "bodies_for",
    "steps_to_make_good",
    "remedies_to_pay",
    "paid_remedies",
    "budgets_for",
    "all_budgets",
    "TABS",
    "active_causes",
    "all_causes",
    "day_start",
    "files_given",
    "granted_in_month",
    "holiday_years",
    "last_entry",
    "hours_by_weekday",
    "last_message_id",
    "limits_of",
    "mailboxes",
    "matching",
    "open_complaints_of",
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
    "unseen_entries",
    "visible_complaint",
    "visible_remedies",
]
