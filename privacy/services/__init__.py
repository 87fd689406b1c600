"""Writes about personal data."""

from privacy.services.access import note_access, note_download, purge_access
from privacy.services.consents import add_wording, follow_refusals, record_consent, save_purpose, stop_letters
from privacy.services.policy import save_policy

__all__ = [
    "add_wording",
    "follow_refusals",
    "note_access",
    "note_download",
    "purge_access",
    "record_consent",
    "save_policy",
    "save_purpose",
    "stop_letters",
]
