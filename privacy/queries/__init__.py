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

__all__ = [
    "ALL",
    "CONFIDENTIAL",
    "WATCHED",
    "AccessFilter",
    "ConsentState",
    "allows",
    "consent_log",
    "consents_of",
    "current_wordings",
    "downloads",
    "looks",
    "looks_at",
    "purposes_with_figures",
]
