"""Writes about people, the organisation, and how each person arranges the lists."""

from accounts.services.people import (
    LOGO_LIMIT,
    create_user,
    save_preferences,
    update_organisation,
    update_user,
)
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
    "choose_columns",
    "create_user",
    "delete_view",
    "move_pin",
    "pin_view",
    "restore_view",
    "save_preferences",
    "save_view",
    "unpin_view",
    "update_organisation",
    "update_user",
    "update_view",
]
