"""Reads about people and the audit trail."""

from accounts.queries.audit import (
    ChangeFilter,
    Edge,
    Found,
    audited_models,
    change_sets,
    events_of,
    find_record,
    record_history,
    register_audit_filter,
    register_audit_lookup,
)
from accounts.queries.audit_lines import (
    AuditLine,
    Change,
    lines_of_events,
    lines_of_sets,
    register_change_splitter,
)
from accounts.queries.audit_search import SearchedChanges, search_changes

__all__ = [
    "AuditLine",
    "Change",
    "ChangeFilter",
    "Edge",
    "Found",
    "SearchedChanges",
    "audited_models",
    "change_sets",
    "events_of",
    "find_record",
    "lines_of_events",
    "lines_of_sets",
    "record_history",
    "register_audit_filter",
    "register_audit_lookup",
    "register_change_splitter",
    "search_changes",
]
