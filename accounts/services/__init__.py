"""Changes to people, departments and the organisation, and the one way personal words leave the audit trail."""

from accounts.services.listing import list_earlier_changes
from accounts.services.people import (
    LOGO_LIMIT,
    contrast_with_white,
    create_user,
    save_preferences,
    update_organisation,
    update_user,
)
from accounts.services.redaction import Redactor, emptied, redaction

__all__ = [
    "LOGO_LIMIT",
    "Redactor",
    "contrast_with_white",
    "create_user",
    "emptied",
    "list_earlier_changes",
    "redaction",
    "save_preferences",
    "update_organisation",
    "update_user",
]
