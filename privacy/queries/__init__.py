"""Reads about personal data."""

from privacy.queries.access import ALL, CONFIDENTIAL, WATCHED, AccessFilter, downloads, looks, looks_at
from privacy.queries.breaches import breaches, breaches_of, people_of, pressing_breaches, reach_of
from privacy.queries.consents import (
    ConsentState,
    allows,
    consent_log,
    consents_of,
    current_wordings,
    purposes_with_figures,
)
from privacy.queries.periods import hold_of, kinds_with_months, latest_nights, trial_of
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
    "breaches",
    "breaches_of",
    "consent_log",
    "consents_of",
    "counts_of",
    "current_wordings",
    "downloads",
    "files_of",
    "hold_of",
    "kinds_with_months",
    "latest_nights",
    "looks",
    "looks_at",
    "people_of",
    "pressing_breaches",
    "pressing_requests",
    "purposes_with_figures",
    "reach_of",
    "requests_about",
    "requests_of",
    "restriction_of",
    "trial_of",
]
