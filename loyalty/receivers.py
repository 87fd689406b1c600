"""Signals of lower apps and what this app does on them."""

import re

from django.db import transaction

from accounts.models import User
from accounts.queries import register_audit_lookup
from customers.enums import Standing
from customers.signals import customers_merged, merge_undone, standing_changed, transactions_recorded
from loyalty import services


def award_at_once(sender, at, **kwargs) -> None:
    """Show points right after the purchase; should this fail, the periodic task makes up for it."""
    transaction.on_commit(lambda: services.award_points(at=at), robust=True)


def enrol_new_primaries(sender, moves, at, **kwargs) -> None:
    """Who has become primary gets what a programme promises for that; a batch of moves is one step, not many."""
    if joining := [move.customer_id for move in moves if move.becomes == Standing.PRIMARY]:
        services.enrol_new_primaries(customer_ids=joining, at=at)


def member_called(user: User, text: str) -> int | None:
    """The id of the membership with this number."""
    number = re.fullmatch(r"A-(\d{1,18})", text, re.ASCII | re.IGNORECASE)
    return int(number[1]) if number else None


def carry_memberships(sender, at, **kwargs) -> None:
    """Let the points follow at once; should this fail, or for imported merges, the periodic task makes up for it."""
    transaction.on_commit(lambda: services.follow_merges(at=at), robust=True)


def register() -> None:
    customers_merged.connect(carry_memberships)
    merge_undone.connect(carry_memberships)
    transactions_recorded.connect(award_at_once)
    standing_changed.connect(enrol_new_primaries)
    register_audit_lookup("loyalty.membership", member_called)
