"""What loyalty holds about a person."""

from django.utils.translation import gettext_lazy as _

from loyalty.models import LedgerEntry, Membership, Redemption, StatementLink
from privacy.holdings import Holding, Person, register_holding, register_letters_about
from privacy.periods import of_customer, register_activity, register_keeper


def _keys(person: Person) -> list[str]:
    members = Membership.objects.filter(customer__in=person.ids)
    return [f"membership:{pk}" for pk in members.values_list("pk", flat=True)]


def register() -> None:
    stays = _("Points and dates: what the organisation owes to its members.")
    register_holding(Holding(Membership, shown=["programme", "enrolled_at", "balance", "left_at"], stays=stays))
    register_holding(
        Holding(
            LedgerEntry,
            path="membership__customer",
            shown=["created_at", "kind", "points", "balance_after", "reason"],
            redacted=["reason"],
            is_append_only=True,
            stays=stays,
        )
    )
    register_holding(
        Holding(
            Redemption, path="membership__customer", shown=["created_at", "reward", "points", "status"], stays=stays
        )
    )
    register_holding(Holding(StatementLink, path="membership__customer", deleted=True))
    register_letters_about(_keys)
    points = Membership.objects.current().filter(balance__gt=0)
    register_keeper(_("Points not yet redeemed"), lambda: of_customer(points))
    entries = LedgerEntry.objects.all()
    register_activity(lambda since: of_customer(entries.filter(created_at__gte=since), "membership__customer"))
