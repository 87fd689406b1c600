"""Reads about personal data."""

from privacy.queries.access import ALL, CONFIDENTIAL, WATCHED, AccessFilter, downloads, looks, looks_at
from privacy.queries.consents import (
    ConsentState,
    allows,
    consent_log,
    consents_of,
    current_wordings,
    purposes_with_figures,
)
from privacy.queries.requests import (
    CLOSED,
    OPEN,
    TABS,
    counts_of,
    files_of,
    pressing_requests,
    requests_about,
    requests_of,
    restriction_of,
)

__all__ = [
    "ALL",
    "CLOSED",
    "CONFIDENTIAL",
    "OPEN",
    "TABS",
    "WATCHED",
    "AccessFilter",
    "ConsentState",
    "allows",
    "consent_log",
    "consents_of",
    "counts_of",
    "current_wordings",
    "downloads",
    "files_of",
    "looks",
    "looks_at",
    "pressing_requests",
    "purposes_with_figures",
    "requests_about",
    "requests_of",
    "restriction_of",
]
