"""The pages on which an organisation sets its rules: each app names its own, one page lists them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User

# In the order of the page; an app may use any of them.
GROUPS: dict[str, Any] = {
    "customers": _("Customers"),
    "complaints": _("Complaints"),
    "privacy": _("Personal data"),
    "people": _("People and access"),
    "system": _("System"),
}


@dataclass(frozen=True)
class SettingsPage:
    """One line of the list. `lowest` is the lowest role that may open `view`."""

    view: str
    label: Any
    about: Any
    group: str
    lowest: Role

    @property
    def url(self) -> str:
        return reverse(self.view)


_pages: dict[str, SettingsPage] = {}
_RANKS = {Role.AGENT: 0, Role.MANAGER: 1, Role.ADMIN: 2}


def register_settings(view: str, *, label: Any, about: Any, group: str, lowest: Role) -> None:
    """List a page of settings. `about` says in half a sentence what is decided there."""
    _pages[view] = SettingsPage(view, label, about, group, lowest)


def reaches(user: User, lowest: Role) -> bool:
    """Whether the role is this one or one that may more."""
    return _RANKS[Role(user.role)] >= _RANKS[lowest]


def settings_of(user: User) -> Sequence[tuple[Any, list[SettingsPage]]]:
    """Group and pages that this person may open; empty groups are left out."""
    groups = ((label, pages_of(user, key)) for key, label in GROUPS.items())
    return [(label, pages) for label, pages in groups if pages]


def pages_of(user: User, group: str) -> list[SettingsPage]:
    """The pages of one group that this person may open."""
    return [page for page in _pages.values() if page.group == group and reaches(user, page.lowest)]
