"""Loyalty: programmes that look after customers, their members, and the ledger of points."""

from loyalty.models.membership import CarriedMembership, LedgerEntry, Membership, PointsCheck, Redemption, StatementLink
from loyalty.models.programme import Programme, Reward, SpecialDay, Tier

__all__ = [
    "CarriedMembership",
    "LedgerEntry",
    "Membership",
    "PointsCheck",
    "Programme",
    "Redemption",
    "Reward",
    "SpecialDay",
    "StatementLink",
    "Tier",
]
