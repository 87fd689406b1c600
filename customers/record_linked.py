"""What the registry itself links to a customer."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from customers.linked import Counter, counted_by_owner, register_linked
from customers.models import Contract, FollowUp, Interaction, Transaction


def _counter(model: type) -> Counter:
    def count(owners: Mapping[int, int], *, user: User) -> Mapping[int, int]:
        return counted_by_owner(model.objects.all(), owners)  # type: ignore[attr-defined]

    return count


def register() -> None:
    for name, label, position, model in (
        ("transactions", _("Transactions"), 10, Transaction),
        ("contracts", _("Contracts"), 20, Contract),
        ("interactions", _("Interactions"), 30, Interaction),
        ("follow_ups", _("Follow-ups"), 40, FollowUp),
    ):
        register_linked(name, label=label, position=position, count=_counter(model))
