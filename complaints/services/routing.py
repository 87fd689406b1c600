"""Giving a new complaint to somebody by the rules, and writing the rules, groups and absences themselves."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from complaints.enums import OPEN_STATUSES, EntryKind, RoutingMethod
from complaints.models import Absence, AgentGroup, Complaint, GroupMember, RoutingRule
from complaints.permissions import is_about
from complaints.queries.routing import active_rules, in_turn, present_members, rule_for
from complaints.services import records
from complaints.services.assignment import assign

LONGEST_ABSENCE = 400  # days


@transaction.atomic
def route(*, complaint: Complaint, at: datetime) -> User | None:
    """Give a complaint that is nobody's to somebody by the first rule that fits; gives the person, if there is one.

    The group's row is held until commit: of two complaints at once the second sees whom the first went to. The reason
    stands in the timeline, also when nobody of the group is there.
    """
    if complaint.owner_id is not None or (rule := rule_for(complaint, active_rules())) is None:
        return None
    group = AgentGroup.objects.select_for_update().get(pk=rule.group_id)
    there = present_members(group, on=timezone.localdate(at), complaint=complaint)
    people = [person for person in there if not is_about(complaint, person)]
    if not people:
        reason = f"{rule.method}|{rule.name}"
        records.note(complaint, EntryKind.ASSIGNMENT, at=at, by=None, body=reason)
        return None
    person, method = _chosen(rule, complaint, in_turn(people, group.last_given_to_id))
    AgentGroup.objects.filter(pk=group.pk).update(last_given_to=person)
    assign(complaint=complaint, owner=person, at=at, by=None, reason=f"{method}|{rule.name}")
    return person


def _chosen(rule: RoutingRule, complaint: Complaint, turns: Sequence[User]) -> tuple[User, str]:
    """Who of those who are there, and by which method: in turn where nobody had the customer before.

    Confidential complaints are not looked at: who gets the next one would betray them.
    """
    if rule.method == RoutingMethod.LEAST_BUSY:
        mine = Complaint.objects.filter(owner__in=turns, status__in=OPEN_STATUSES, is_restricted=False)
        busy = dict(mine.values_list("owner").annotate(count=Count("pk")).order_by())
        return min(turns, key=lambda person: busy.get(person.pk, 0)), rule.method
    if rule.method == RoutingMethod.SAME_AGENT:
        before = Complaint.objects.filter(
            customer__in=complaint.customer.record_ids, owner__in=turns, is_restricted=False
        )
        last = before.exclude(pk=complaint.pk).order_by("-received_at", "-id").values_list("owner", flat=True).first()
        if last is not None:
            return next(person for person in turns if person.pk == last), rule.method
    return turns[0], RoutingMethod.ROUND_ROBIN


@transaction.atomic
def save_group(
    *, name: str, members: Sequence[User], group: AgentGroup | None = None, expected_version: int = 1
) -> AgentGroup:
    """Add a group, or change its name and its people."""
    if not members:
        raise AppError(_("Choose at least one person."), field="members")
    others = AgentGroup.objects.exclude(pk=group.pk) if group else AgentGroup.objects.all()
    if others.filter(name__iexact=name).exists():
        raise AppError(_("There is a group of this name already."), field="name")
    if group is None:
        group = AgentGroup.objects.create(name=name)
    else:
        group.name = name
        group.save_version(expected=expected_version, fields=["name"])
    kept = {member.pk for member in members}
    group.members.exclude(user__in=kept).delete()
    fresh = [GroupMember(group=group, user_id=pk) for pk in kept]
    GroupMember.objects.bulk_create(fresh, ignore_conflicts=True)
    return group


@transaction.atomic
def remove_group(*, group: AgentGroup) -> None:
    """Delete a group that no rule uses."""
    if group.rules.exists():
        raise AppError(_("A rule uses this group. Change or delete the rule first."))
    group.delete()


@transaction.atomic
def save_rule(*, rule: RoutingRule | None = None, expected_version: int = 1, **fields: Any) -> RoutingRule:
    """Add a rule at the end, or change one."""
    others = RoutingRule.objects.exclude(pk=rule.pk) if rule else RoutingRule.objects.all()
    if others.filter(name__iexact=fields["name"]).exists():
        raise AppError(_("There is a rule of this name already."), field="name")
    if rule is None:
        last = RoutingRule.objects.aggregate(last=Max("position"))["last"] or 0
        return RoutingRule.objects.create(position=last + 1, **fields)
    for name, value in fields.items():
        setattr(rule, name, value)
    rule.save_version(expected=expected_version, fields=list(fields))
    return rule


@transaction.atomic
def move_rule(*, rule: RoutingRule, earlier: bool) -> None:
    """One place up or down; all are numbered anew, so that no two stand at the same place."""
    rules = list(RoutingRule.objects.select_for_update().order_by("position", "id"))
    here = next((place for place, other in enumerate(rules) if other.pk == rule.pk), None)
    if here is None:
        return
    there = here - 1 if earlier else here + 1
    if 0 <= there < len(rules):
        rules[here], rules[there] = rules[there], rules[here]
    for position, other in enumerate(rules, start=1):
        if other.position != position:
            RoutingRule.objects.filter(pk=other.pk).update(position=position, version=F("version") + 1)


@transaction.atomic
def remove_rule(*, rule: RoutingRule) -> None:
    rule.delete()


@transaction.atomic
def add_absence(*, user: User, first_on: date, last_on: date, on: date) -> Absence:
    """Somebody gets no new complaints on these days, the first and the last one included."""
    if last_on < first_on:
        raise AppError(_("The last day can't be before the first."), field="last_on")
    if last_on < on:
        raise AppError(_("These days are over."), field="last_on")
    if (last_on - first_on).days > LONGEST_ABSENCE:
        raise AppError(_("An absence lasts at most %(days)s days.") % {"days": LONGEST_ABSENCE}, field="last_on")
    absence, _is_new = Absence.objects.get_or_create(user=user, first_on=first_on, last_on=last_on)
    return absence


@transaction.atomic
def remove_absence(*, absence: Absence) -> None:
    absence.delete()
