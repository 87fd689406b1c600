"""Writes about people, the organisation, how each person arranges the lists, and the audit trail."""

from accounts.services.api_keys import find_usable_key, issue_api_key, purge_api_answers, revoke_api_key
from accounts.services.listing import list_earlier_changes
from accounts.services.opened import note_opened
from accounts.services.people import (
    LOGO_LIMIT,
    contrast_with_white,
    create_user,
    save_preferences,
    update_organisation,
    update_user,
)
from accounts.services.redaction import Redactor, emptied, redaction
from accounts.services.saved_views import (
    COLUMNS_LIMIT,
    choose_columns,
    delete_view,
    move_pin,
    pin_view,
    restore_view,
    save_view,
    unpin_view,
    update_view,
)

__all__ = [
    "COLUMNS_LIMIT",
    "LOGO_LIMIT",
    "Redactor",
    "choose_columns",
    "contrast_with_white",
    "create_user",
    "delete_view",
    "emptied",
    "find_usable_key",
    "issue_api_key",
    "purge_api_answers",
    "revoke_api_key",
    "list_earlier_changes",
    "move_pin",
    "note_opened",
    "pin_view",
    "redaction",
    "restore_view",
    "save_preferences",
    "save_view",
    "unpin_view",
    "update_organisation",
    "update_user",
    "update_view",
]
