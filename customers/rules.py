"""The rules of standing and life cycle as one value: those in force, or those somebody tries out."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Self

from django.conf import settings

from customers.evidence import evidence_sources
from customers.models import LifeCyclePolicy, StandingPolicy

# Counted up when the meaning of a rule changes, so that everybody is looked at again after an upgrade.
EDITION = 1


@dataclass(frozen=True)
class Rules:
    """What both policies ask for (their docstrings say what each number means)."""

    tenure_years: int = 2
    transactions_a_year: int = 2
    amount_a_year: Decimal = Decimal(0)
    forgiven_years: int = 0
    primary_is_client: bool = True
    client_purchases: int = 4
    client_months: int = 12
    lapse_months: int = 12
    advocate_months: int = 24

    @classmethod
    def in_force(cls, **tried: Any) -> Self:
        """As saved, with the numbers of `tried` in their place."""
        standing, life_cycle = StandingPolicy.load(), LifeCyclePolicy.load()
        values = {name: getattr(standing, name, getattr(life_cycle, name, None)) for name in cls.__dataclass_fields__}
        return cls(**{**values, **tried})

    @property
    def good_years(self) -> int:
        """How many of the last years have to be good."""
        return self.tenure_years - self.forgiven_years

    @property
    def fingerprint(self) -> str:
        """Differs whenever the same facts could give somebody another standing or stage."""
        sources = sorted(source.name for source in evidence_sources())
        return repr((EDITION, settings.TIME_ZONE, settings.DEFAULT_CURRENCY, sources, sorted(asdict(self).items())))
