"""People who work here, the organisation itself, and how each person arranges the lists."""

from accounts.models.api_keys import ApiAnswer, ApiKey
from accounts.models.audit import ChangeSet, CurrentTransaction, Redaction
from accounts.models.opened import OpenedRecord
from accounts.models.people import Department, Organisation, User
from accounts.models.saved_views import ListLayout, PinnedView, SavedView

__all__ = [
    "ApiAnswer",
    "ApiKey",
    "ChangeSet",
    "CurrentTransaction",
    "Redaction",
    "Department",
    "ListLayout",
    "OpenedRecord",
    "Organisation",
    "PinnedView",
    "SavedView",
    "User",
]
