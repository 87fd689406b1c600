"""What is known about programmes, members and points."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from customers.models import Customer
from customers.queries import search_customers
from loyalty.enums import TIER_KINDS, RedemptionStatus, ValueKind
from loyalty.models import LedgerEntry, Membership, Programme, Redemption, Reward, SpecialDay, StatementLink, Tier
from loyalty.permissions import can_redeem_reward

TIER_PERIOD = timedelta(days=365)
MEMBER_NUMBER = re.compile(r"[Aa]-?0*([0-9]{1,15})")
SEARCH_LIMIT = 200


@dataclass(frozen=True)
class ValueServed:
    """One of the five values, and what serves it."""

    kind: ValueKind
    by: tuple[str, ...]


@dataclass(frozen=True)
class TierProgress:
    """Where a member stands: points earned in 12 months, the tier they give, and the next one."""

    earned: int
    tier: Tier | None
    next_tier: Tier | None

    @property
    def missing(self) -> int:
        return self.next_tier.min_points - self.earned if self.next_tier else 0


@dataclass(frozen=True)
class Offer:
    """A reward as one member sees it."""

    reward: Reward
    missing: int
    balance_after: int
    is_within_limit: bool

    @property
    def is_open(self) -> bool:
        return not self.missing and not self.reward.is_sold_out and self.is_within_limit


def programmes_with_figures() -> QuerySet[Programme]:
    """All programmes, with the number of members and of points not yet redeemed."""
    current = Q(memberships__left_at__isnull=True)
    return Programme.objects.annotate(
        members=Count("memberships", filter=current),
        points=Coalesce(Sum("memberships__balance", filter=current), 0),
    ).order_by("-is_active", "audience", "pk")


def values_served(*, tiers: list[Tier], rewards: list[Reward], special_days: list[SpecialDay]) -> list[ValueServed]:
    """What serves each of the five values: active rewards and special days, and tier benefits."""
    sources: list[Reward | Tier | SpecialDay] = [
        *(reward for reward in rewards if reward.is_active),
        *(day for day in special_days if day.is_active),
        *tiers,
    ]
    return [ValueServed(kind, tuple(source.name for source in sources if kind in source.values)) for kind in ValueKind]


def programme_figures(programme: Programme) -> dict[str, int]:
    """Members, points not yet redeemed, and redemptions that still wait to be handed out."""
    figures = programme.memberships.filter(left_at__isnull=True).aggregate(
        members=Count("pk"), points=Coalesce(Sum("balance"), 0)
    )
    waiting = Redemption.objects.filter(membership__programme=programme, status=RedemptionStatus.ISSUED)
    return {**figures, "waiting": waiting.count()}


def members_of(programme: Programme, *, at: datetime, search: str = "") -> QuerySet[Membership]:
    """Current members with their customer and `earned` points, narrowed to a name, a phone or a member number."""
    members = Membership.objects.current().filter(programme=programme).select_related("customer")
    if search:
        members = members.filter(_matching(search))
    return members.annotate(earned=earned_subquery(at))


def _matching(search: str) -> Q:
    number = MEMBER_NUMBER.fullmatch(search)
    if number:
        return Q(pk=int(number[1]))
    return Q(customer__in=[hit.pk for hit in search_customers(search, limit=SEARCH_LIMIT)])


def earned_subquery(at: datetime) -> Combinable:
    """Points earned by business in the 12 months before `at`, also under records that were folded into the member's."""
    entries = LedgerEntry.objects.filter(
        kind__in=TIER_KINDS, created_at__gt=at - TIER_PERIOD, created_at__lte=at
    ).order_by()
    folded = entries.filter(
        membership__customer__merged_into=OuterRef("customer"), membership__programme=OuterRef("programme")
    )
    return _sum_of(entries.filter(membership=OuterRef("pk")), "membership") + _sum_of(folded, "membership__programme")


def _sum_of(entries: "QuerySet[LedgerEntry]", by: str) -> Coalesce:
    return Coalesce(Subquery(entries.values(by).annotate(total=Sum("points")).values("total")), 0)


def tier_of(tiers: list[Tier], earned: int) -> TierProgress:
    """The highest tier reached with `earned` points, out of tiers in rising order."""
    reached = [tier for tier in tiers if tier.min_points <= earned]
    beyond = [tier for tier in tiers if tier.min_points > earned]
    return TierProgress(earned, reached[-1] if reached else None, beyond[0] if beyond else None)


def tier_progress(membership: Membership, *, at: datetime) -> TierProgress:
    earned = Membership.objects.filter(pk=membership.pk).values_list(earned_subquery(at), flat=True).get()
    return tier_of(list(Tier.objects.filter(programme=membership.programme_id)), max(earned, 0))


def ledger_of(membership: Membership) -> QuerySet[LedgerEntry]:
    """Bookings of a member, newest first."""
    return LedgerEntry.objects.filter(membership=membership).select_related(
        "transaction", "redemption__reward", "special_day", "created_by"
    )


def bookings_of(customer: Customer) -> QuerySet[LedgerEntry]:
    """All bookings of a customer and of the records folded into it, in whatever programme."""
    return LedgerEntry.objects.filter(membership__customer__in=customer.record_ids).select_related(
        "membership", "transaction", "redemption__reward", "special_day"
    )


def offers_for(membership: Membership, *, user: User | None = None) -> list[Offer]:
    """Active rewards of the member's programme, cheapest first, with what stands in the way of each."""
    rewards = Reward.objects.filter(programme=membership.programme_id, is_active=True).select_related("programme")
    return [offer_of(reward, membership, user=user) for reward in rewards.order_by("cost", "pk")]


def offer_of(reward: Reward, membership: Membership, *, user: User | None) -> Offer:
    """One reward as the member sees it; with a `user`, as far as that person may redeem it."""
    return Offer(
        reward=reward,
        missing=max(reward.cost - membership.balance, 0),
        balance_after=membership.balance - reward.cost,
        is_within_limit=user is None or can_redeem_reward(user, reward),
    )


def open_redemptions_of(membership: Membership) -> QuerySet[Redemption]:
    """What still waits to be handed out."""
    return membership.redemptions.filter(status=RedemptionStatus.ISSUED).select_related("reward")


def membership_of_link(link: StatementLink) -> Membership:
    return Membership.objects.select_related("customer", "programme").get(pk=link.membership_id)


def memberships_of(customer: Customer) -> QuerySet[Membership]:
    """Memberships of a customer and of the records folded into it, those that last first."""
    memberships = Membership.objects.filter(customer__in=customer.record_ids)
    return memberships.select_related("programme").order_by(F("left_at").desc(nulls_first=True), "pk")


def memberships_with_tiers(customer: Customer, *, at: datetime) -> list[Membership]:
    """The same with `progress` of each (TierProgress). Two queries."""
    rows = memberships_of(customer).annotate(earned=earned_subquery(at)).prefetch_related("programme__tiers")
    for row in rows:
        tiers = sorted(row.programme.tiers.all(), key=lambda tier: tier.min_points)
        row.progress = tier_of(tiers, max(row.earned, 0))  # type: ignore[attr-defined]
    return list(rows)


def programmes_open_to(customer: Customer, *, at: datetime) -> QuerySet[Programme]:
    """Running programmes that the customer may join and is not in, the default one first."""
    joined = Membership.objects.current().filter(customer__in=customer.record_ids).values("programme")
    running = Programme.objects.running(timezone.localdate(at))
    return running.filter(audience=customer.kind).exclude(pk__in=joined).order_by("-is_default", "pk")
