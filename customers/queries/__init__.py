"""Reads of the registry."""

from customers.queries.comparison import ComparedValue, compared, label_of, refused
from customers.queries.departments import (
    department_customers,
    departments,
    members_of,
    services_from,
    services_to,
)
from customers.queries.duplicates import ReviewedPair, count_open_pairs, last_scan, pairs_in, reviewed
from customers.queries.records import (
    TransactionTotals,
    follow_ups,
    merges_into,
    open_follow_ups,
    refundable_transactions,
    standing_history,
    standing_on,
    transaction_totals,
    transactions_of,
    with_first_phone,
    with_refunded,
)
from customers.queries.search import CustomerHit, possible_duplicates, search_customers
from customers.queries.standing import StandingMove, standing_moves
from customers.queries.tags import tag_counts, tags_beginning, tags_by_name
from customers.queries.timeline import TimelinePage, all_sources, timeline_of

__all__ = [
    "ReviewedPair",
    "count_open_pairs",
    "last_scan",
    "pairs_in",
    "reviewed",
    "ComparedValue",
    "compared",
    "label_of",
    "refused",
    "CustomerHit",
    "StandingMove",
    "TimelinePage",
    "TransactionTotals",
    "all_sources",
    "department_customers",
    "departments",
    "follow_ups",
    "members_of",
    "merges_into",
    "open_follow_ups",
    "possible_duplicates",
    "refundable_transactions",
    "search_customers",
    "services_from",
    "services_to",
    "standing_history",
    "standing_moves",
    "standing_on",
    "tag_counts",
    "tags_beginning",
    "tags_by_name",
    "timeline_of",
    "transaction_totals",
    "transactions_of",
    "with_first_phone",
    "with_refunded",
]
