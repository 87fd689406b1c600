"""What the pages of the roof show: gathered from the apps below, which don't know of each other."""

from typing import Any

from accounts.models import User


def home_of(user: User) -> dict[str, Any]:
    return {}


def search_of(user: User, text: str, *, limit: int) -> dict[str, Any]:
    return {}
