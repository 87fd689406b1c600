"""How often one sender does something. Without the cache nothing is counted, and nobody is refused."""

from hashlib import sha256

from django.core.cache import cache


def is_too_often(*, what: str, who: str, limit: int, seconds: int = 3600) -> bool:
    """Count one more of `what` by `who`; True when that is more than `limit` within `seconds` of the first."""
    key = f"often:{what}:{sha256(who.encode()).hexdigest()}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > limit
    except ValueError:  # the time ran out between the two calls
        return False
