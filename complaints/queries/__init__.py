"""Reads of complaint handling. Every one that names complaints begins at `Complaint.objects.visible_to(user)`."""

from complaints.queries.budgets import all_budgets, budgets_for, granted_in_month
from complaints.queries.charter import hours_by_weekday, service_charter
from complaints.queries.effects import Effect, effects_of, rated_effect
from complaints.queries.improvements import OVER, TO_DO, due_improvements, failures_of, hits_of, improvements
from complaints.queries.mail import last_message_id, mailboxes, undelivered
from complaints.queries.outside import bodies_for, ways_on
from complaints.queries.problems import OPEN, SOLVED, answerable, cases_of, open_problems, problem_of, problems
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
from complaints.queries.similar import Similar, similar_to
from complaints.queries.together import Company, company_of, survivor_of
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
    "OPEN",
    "OVER",
    "SOLVED",
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
    "TO_DO",
    "Company",
    "Effect",
    "Similar",
    "active_causes",
    "all_budgets",
    "all_causes",
    "answerable",
    "bodies_for",
    "budgets_for",
    "cases_of",
    "company_of",
    "day_start",
    "due_improvements",
    "due_promises",
    "effects_of",
    "failures_of",
    "files_given",
    "granted_in_month",
    "hits_of",
    "holiday_years",
    "last_entry",
    "hours_by_weekday",
    "improvements",
    "last_message_id",
    "limits_of",
    "mailboxes",
    "matching",
    "open_complaints_of",
    "open_problems",
    "paid_remedies",
    "problem_of",
    "problems",
    "promises_of",
    "public_messages",
    "queue",
    "rated_effect",
    "remedies_of",
    "remedies_to_decide",
    "remedies_to_pay",
    "search_complaints",
    "service_charter",
    "similar_to",
    "steps_of",
    "steps_to_make_good",
    "survivor_of",
    "tab_counts",
    "tab_rows",
    "tallied",
    "timeline_of_complaint",
    "tracking_link",
    "undelivered",
    "unseen_entries",
    "visible_complaint",
    "visible_promises",
    "visible_remedies",
    "ways_on",
]
