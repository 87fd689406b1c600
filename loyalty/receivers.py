"""Signals of lower apps and what this app does on them."""

from functools import partial

from django.db import transaction
from django.dispatch import receiver

from customers.signals import transactions_recorded
from loyalty import services


@receiver(transactions_recorded)
def award_at_once(sender, at, **kwargs) -> None:
    """Show points right after the purchase; should this fail, the periodic task makes up for it."""
    transaction.on_commit(partial(services.award_points, at=at), robust=True)
