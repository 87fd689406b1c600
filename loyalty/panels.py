"""What loyalty shows on the customer's page."""

from collections.abc import Iterator, Mapping

from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from common.formats import number
from customers.linked import added_up, register_linked
from customers.models import Customer
from customers.panels import Fact, Panel, register_facts, register_panel, shared
from customers.presence import is_there, register_presence
from customers.timeline import TimelineItem, register_timeline
from loyalty import queries
from loyalty.models import LedgerEntry, Membership


def _memberships(customer: Customer) -> list[Membership]:
    if not is_there(customer, "memberships"):
        return []
    read = queries.memberships_with_tiers
    memberships: list[Membership] = shared(customer, "loyalty", lambda: read(customer, at=timezone.now()))
    return memberships


def tier_facts(request: HttpRequest, customer: Customer) -> Iterator[Fact]:
    """The tier and balance of each membership that goes on."""
    for membership in _memberships(customer):
        if membership.is_current:
            points = ngettext("%(points)s point", "%(points)s points", abs(membership.balance))
            tier = membership.progress.tier  # type: ignore[attr-defined]
            yield Fact(
                _("Tier"),
                tier.name if tier else _("none yet"),
                note=points % {"points": number(membership.balance)},
                url=membership.get_absolute_url(),
            )


def membership_panel(request: HttpRequest, customer: Customer) -> Panel | None:
    memberships = _memberships(customer)
    can_enrol = queries.programmes_open_to(customer, at=timezone.now()).exists()
    if not memberships and not can_enrol:
        return None
    context = {"memberships": memberships, "can_enrol": can_enrol}
    return Panel(gettext_lazy("Loyalty"), "loyalty/_panel.html", context)


def bookings(customer: Customer, user: User) -> QuerySet[LedgerEntry]:
    return queries.bookings_of(customer)


def booking_item(entry: LedgerEntry, user: User) -> TimelineItem:
    text = ngettext("%(points)s point: %(kind)s", "%(points)s points: %(kind)s", abs(entry.points))
    sign = "+" if entry.points > 0 else "−"
    return TimelineItem(
        at=entry.created_at,
        kind="points",
        title=text % {"points": f"{sign}{number(abs(entry.points))}", "kind": entry.get_kind_display().lower()},
        body=" · ".join(part for part in (entry.cause, entry.reason) if part),
        url=entry.membership.get_absolute_url(),
        icon="gift",
    )


def points_linked(owners: Mapping[int, int], *, user: User) -> Mapping[int, int]:
    """The points each customer has, over all programmes."""
    memberships = Membership.objects.filter(customer__in=list(owners)).order_by()
    return added_up(memberships.values_list("customer").annotate(points=Sum("balance")), owners)


def register() -> None:
    register_presence("memberships", lambda pks: Membership.objects.filter(customer__in=pks))
    register_panel("loyalty", position=40, slot="side", build=membership_panel)
    register_facts("tier", position=50, build=tier_facts)
    register_timeline(
        "points",
        rows=bookings,
        at="created_at",
        item=booking_item,
        words=(
            "kind",
            "reason",
            "transaction__reference",
            "redemption__reward__name_id",
            "redemption__reward__name_en",
        ),
        label=gettext_lazy("Points"),
        position=70,
    )
    register_linked("points", label=gettext_lazy("Points"), position=50, count=points_linked, counts_things=False)
