"""Which rule a complaint falls under, and who of its group is there; the same when logging and in a dry run."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import BigIntegerField, Case, Q, Value, When
from django.utils import timezone

from accounts.models import User
from complaints.enums import RoutingMethod
from complaints.models import (
    Absence,
    AgentGroup,
    Complaint,
    ComplaintQuerySet,
    GroupMember,
    RestrictedAccess,
    RoutingRule,
)
from complaints.permissions import is_about

REHEARSED = 5_000  # complaints of a dry run, the latest ones
SHOWN = 25


def active_rules() -> list[RoutingRule]:
    return list(RoutingRule.objects.filter(is_active=True).select_related("group"))


def condition_of(rule: RoutingRule) -> Q:
    """A complaint fits when it fits every condition that is not empty; within one of them any value is enough."""
    fits = Q()
    for name in ("channel", "severity", "language"):
        if values := getattr(rule, {"channel": "channels", "severity": "severities", "language": "languages"}[name]):
            fits &= Q(**{f"{name}__in": values})
    if rule.causes:
        fits &= Q(cause__slug__in=rule.causes) | Q(cause__parent__slug__in=rule.causes)
    if rule.departments:
        fits &= Q(department__in=rule.departments)
    if rule.standings:
        fits &= Q(customer__standing__in=rule.standings)
    if rule.customer_tags:
        fits &= Q(customer__tags__overlap=rule.customer_tags)
    if rule.words:
        pattern = rf"\m({'|'.join(re.escape(word) for word in rule.words)})\M"
        fits &= Q(summary__iregex=pattern) | Q(details__iregex=pattern)
    return fits


def with_rule(complaints: ComplaintQuerySet, rules: Sequence[RoutingRule]) -> ComplaintQuerySet:
    """The complaints with `rule`: the id of the first rule that fits, or nothing."""
    cases = [When(condition_of(rule) or Q(pk__isnull=False), then=Value(rule.pk)) for rule in rules]
    return complaints.annotate(rule=Case(*cases, default=None, output_field=BigIntegerField(null=True)))


def rule_for(complaint: Complaint, rules: Sequence[RoutingRule]) -> RoutingRule | None:
    """The first rule that fits a stored complaint; one query."""
    if not rules:
        return None
    found = with_rule(Complaint.objects.filter(pk=complaint.pk), rules).values_list("rule", flat=True).get()  # type: ignore[misc]
    return next((rule for rule in rules if rule.pk == found), None)


def present_members(group: AgentGroup, *, on: date, complaint: Complaint | None = None) -> list[User]:
    """Who of a group can get a complaint on a day, in the order of turns; of a confidential one only the named."""
    people = User.objects.filter(is_active=True, pk__in=group.members.values("user"))
    people = people.exclude(pk__in=Absence.of_day(on))
    if complaint is not None and complaint.is_restricted:
        people = people.filter(pk__in=RestrictedAccess.objects.filter(complaint=complaint).values("user"))
    return [person for person in people.order_by("pk") if complaint is None or not is_about(complaint, person)]


def in_turn(people: Sequence[User], last: int | None) -> list[User]:
    """The same people, beginning after whose turn was last."""
    after = [person for person in people if last is not None and person.pk > last]
    return [*after, *(person for person in people if person not in after)]


@dataclass
class RuleTally:
    """What a rule would have done."""

    rule: RoutingRule
    count: int = 0
    nobody: int = 0
    people: Counter[User] = field(default_factory=Counter)

    @property
    def shares(self) -> list[tuple[User, int]]:
        """Who would have got how many, the most first. Templates would ask the Counter for an entry of any name."""
        return self.people.most_common()


@dataclass(frozen=True)
class Rehearsal:
    """Where the complaints of some time would have gone under the rules and groups of today."""

    total: int
    unmatched: int
    tallies: list[RuleTally]
    latest: list[tuple[Complaint, RoutingRule | None, User | None]]


def rehearse(*, user: User, at: datetime, days: int = 30, with_inactive: bool = False) -> Rehearsal:
    """A dry run over the complaints of the last days that this person may see; nothing is written.

    Turns begin where they stand now. "The fewest open ones" counts what the dry run itself has given, for how busy
    everybody was at the time is not known any more. A fixed number of queries.
    """
    rules = list(RoutingRule.objects.select_related("group")) if with_inactive else active_rules()
    rows = Complaint.objects.visible_to(user).filter(received_at__gte=at - timedelta(days=days), received_at__lte=at)
    newest = with_rule(rows, rules).select_related("customer", "owner", "about_member").order_by("-received_at", "-id")
    complaints = list(newest.defer("details", "resolution")[:REHEARSED])[::-1]
    stage = _Stage(rules, complaints)
    tallies = {rule.pk: RuleTally(rule) for rule in rules}
    outcome = []
    for complaint in complaints:
        tally = tallies.get(getattr(complaint, "rule") or 0)  # noqa: B009 - an annotation
        person = stage.give(complaint, tally.rule) if tally else None
        if tally:
            tally.count += 1
            tally.nobody += person is None
            tally.people.update([person] if person else [])
        outcome.append((complaint, tally.rule if tally else None, person))
    unmatched = sum(rule is None for _complaint, rule, _person in outcome)
    return Rehearsal(len(complaints), unmatched, list(tallies.values()), outcome[: -SHOWN - 1 : -1])


class _Stage:
    """People, absences and turns of a dry run."""

    def __init__(self, rules: Iterable[RoutingRule], complaints: Sequence[Complaint]):
        groups = {rule.group_id: rule.group for rule in rules}
        members: dict[int, set[int]] = defaultdict(set)
        for pk, user in GroupMember.objects.filter(group__in=groups).values_list("group", "user"):
            members[pk].add(user)
        everybody = User.objects.filter(is_active=True, pk__in=set().union(*members.values())).order_by("pk")
        people = list(everybody)
        self.members = {pk: [one for one in people if one.pk in ids] for pk, ids in members.items()}
        self.last = {pk: group.last_given_to_id for pk, group in groups.items()}
        self.away = list(Absence.objects.filter(user__in=people).values_list("user", "first_on", "last_on"))
        self.given: Counter[int] = Counter()
        self.customers = self._earlier(complaints)
        self.named = self._named(complaints)

    def _earlier(self, complaints: Sequence[Complaint]) -> dict[int, int]:
        """Who had each customer's last complaint before the dry run begins."""
        if not complaints:
            return {}
        before = Complaint.objects.filter(
            customer__in={complaint.customer_id for complaint in complaints},
            is_restricted=False,
            received_at__lt=complaints[0].received_at,
            owner__isnull=False,
        )
        latest = before.order_by("customer", "-received_at", "-id").distinct("customer")
        return dict(latest.values_list("customer", "owner"))

    def _named(self, complaints: Sequence[Complaint]) -> Mapping[int, set[int]]:
        named: dict[int, set[int]] = defaultdict(set)
        secret = [complaint.pk for complaint in complaints if complaint.is_restricted]
        for complaint, user in RestrictedAccess.objects.filter(complaint__in=secret).values_list("complaint", "user"):
            named[complaint].add(user)
        return named

    def give(self, complaint: Complaint, rule: RoutingRule) -> User | None:
        day = timezone.localdate(complaint.received_at)
        away = {user for user, first, last in self.away if first <= day <= last}
        people = [
            person
            for person in self.members.get(rule.group_id, [])
            if person.pk not in away and not is_about(complaint, person)
        ]
        if complaint.is_restricted:
            people = [person for person in people if person.pk in self.named[complaint.pk]]
        if not people:
            return None
        turns = in_turn(people, self.last[rule.group_id])
        person = turns[0]
        if rule.method == RoutingMethod.LEAST_BUSY:
            person = min(turns, key=lambda one: self.given[one.pk])
        elif rule.method == RoutingMethod.SAME_AGENT:
            known = self.customers.get(complaint.customer_id)
            person = next((one for one in people if one.pk == known), turns[0])
        self.last[rule.group_id] = person.pk
        self.given[person.pk] += 1
        if not complaint.is_restricted:
            self.customers[complaint.customer_id] = complaint.owner_id or person.pk
        return person
