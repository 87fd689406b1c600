"""How much a word is like another one that was typed."""


def is_one_slip(typed: str, meant: str) -> bool:
    """Whether one slip of the finger lies between two words: a letter dropped, added, exchanged, or two swapped."""
    if abs(len(typed) - len(meant)) > 1:
        return False
    start = _shared(typed, meant)
    typed, meant = typed[start:], meant[start:]
    end = _shared(typed[::-1], meant[::-1])
    typed, meant = typed[: len(typed) - end], meant[: len(meant) - end]
    return max(len(typed), len(meant)) <= 1 or (len(typed) == 2 and typed == meant[::-1])


def _shared(one: str, other: str) -> int:
    """How many letters both begin with."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
