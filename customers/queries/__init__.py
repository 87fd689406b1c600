"""Reads of the registry."""

from customers.queries.comparison import ComparedValue, compared, label_of, refused
from customers.queries.departments import (
    department_customers,
    departments,
    members_of,
    relations_in_force,
    services_from,
    services_to,
)
from customers.queries.duplicates import ReviewedPair, count_open_pairs, last_scan, pairs_in, reviewed
from customers.queries.follow_ups import (
    FollowUpTab,
    due_follow_ups,
    follow_up_tabs,
    open_follow_ups,
    ownerless_follow_ups,
)
from customers.queries.intimacy import coming_days, needs_of, special_days_of, ties_of
from customers.queries.payments import owed_by, totals_owed
from customers.queries.previews import Preview, movers, preview_of
from customers.queries.reasons import Judgement, judgement_of
from customers.queries.recomputation import recomputation_under_way
from customers.queries.records import (
    TransactionTotals,
    merges_into,
    refundable_transactions,
    stage_evidence,
    stage_history,
    standing_history,
    standing_on,
    transaction_totals,
    transactions_of,
    with_first_phone,
    with_refunded,
)
from customers.queries.search import CustomerHit, possible_duplicates, search_customers
from customers.queries.service_chain import outward_of, relations_with_figures
from customers.queries.tags import tag_counts, tags_beginning, tags_by_name
from customers.queries.timeline import TimelinePage, timeline_of

__all__ = [
    "ComparedValue",
    "CustomerHit",
    "FollowUpTab",
    "Judgement",
    "Preview",
    "ReviewedPair",
    "TimelinePage",
    "TransactionTotals",
    "compared",
    "count_open_pairs",
    "department_customers",
    "departments",
    "due_follow_ups",
    "follow_up_tabs",
    "judgement_of",
    "label_of",
    "last_scan",
    "members_of",
    "merges_into",
    "movers",
    "open_follow_ups",
    "outward_of",
    "ownerless_follow_ups",
    "pairs_in",
    "possible_duplicates",
    "preview_of",
    "recomputation_under_way",
    "refundable_transactions",
    "relations_in_force",
    "relations_with_figures",
    "refused",
    "reviewed",
    "search_customers",
    "services_from",
    "services_to",
    "stage_evidence",
    "stage_history",
    "standing_history",
    "standing_on",
    "tag_counts",
    "tags_beginning",
    "tags_by_name",
    "timeline_of",
    "transaction_totals",
    "transactions_of",
    "with_first_phone",
    "with_refunded",
    "coming_days",
    "needs_of",
    "special_days_of",
    "ties_of",
    "owed_by",
    "totals_owed",
]
