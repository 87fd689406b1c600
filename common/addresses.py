"""The addresses that stand in each row of a list: a view's is found once, and filled in for each row."""

from django.urls import reverse

_parts: dict[str, tuple[str, str]] = {}


def address_of(view: str, key: str) -> str:
    """What `reverse(view, args=[key])` gives, cheaply a hundred times a page. Keys are such as need no quoting."""
    if view not in _parts:
        before, _key, after = reverse(view, args=[key]).partition(key)
        _parts[view] = before, after
    before, after = _parts[view]
    return f"{before}{key}{after}"
