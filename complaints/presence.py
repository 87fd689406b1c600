"""Who is at a complaint right now. It is known for less than a minute and stored nowhere but in the cache.

All web processes share the cache. Two who call at the very same moment may miss each other until the next call, some
seconds later; without a cache nobody is seen, and nothing else is lost: what is sent is checked by the database.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from accounts.models import User
from complaints.models import Complaint

SEEN_FOR = 40  # seconds; pages call every fifteen


@dataclass(frozen=True)
class Present:
    """A colleague with the same complaint open."""

    name: str
    is_typing: bool


def come_by(*, complaint: Complaint, user: User, is_typing: bool, at: datetime) -> list[Present]:
    """Say that one is here; gives the others who are, those who type first."""
    key, now = f"presence:{complaint.pk}", at.timestamp()
    known: dict[int, tuple[float, bool, str]] = cache.get(key) or {}
    here = {pk: entry for pk, entry in known.items() if now - entry[0] < SEEN_FOR}
    here[user.pk] = (now, is_typing, str(user))
    cache.set(key, here, SEEN_FOR)
    others = [Present(name, typing) for pk, (_seen, typing, name) in here.items() if pk != user.pk]
    return sorted(others, key=lambda other: (not other.is_typing, other.name))
