"""What the guide holds about a person: marks that staff set, which stay inside the house and go with the person."""

from guide.models import CharacterMark
from privacy.holdings import Holding, register_holding


def register() -> None:
    register_holding(Holding(CharacterMark, deleted=True))
