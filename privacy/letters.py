"""Which letters are sent for which purpose: what waits of them is stopped when a person refuses it.

An app registers the letters it sends when it gets ready; `purpose` of an outbox message is the name of its template.
"""

_letters: dict[str, set[str]] = {}


def register_letters(purpose: str, *templates: str) -> None:
    """These templates are sent only to people who allow `purpose` (the key of a ConsentPurpose)."""
    _letters.setdefault(purpose, set()).update(templates)


def letters_for(purpose: str) -> list[str]:
    return sorted(_letters.get(purpose, ()))


def purposes_with_letters() -> list[str]:
    return sorted(_letters)
