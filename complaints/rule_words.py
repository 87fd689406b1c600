"""Conditions of routing rules in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.enums import Language
from accounts.models import Department
from complaints.enums import Channel, Severity
from complaints.models import Cause, RoutingRule
from customers.enums import Standing


def condition_lines(rules: Sequence[RoutingRule]) -> dict[int, list[str]]:
    """For each rule its conditions, a line each; what was deleted meanwhile is named as such. Two queries."""
    causes = {cause.slug: str(cause) for cause in Cause.objects.all()}
    departments = {department.pk: str(department) for department in Department.objects.all()}
    return {rule.pk: _lines(rule, causes, departments) for rule in rules}


def _lines(rule: RoutingRule, causes: Mapping[str, str], departments: Mapping[int, str]) -> list[str]:
    conditions: list[tuple[str, Sequence[Any], Mapping[Any, Any]]] = [
        (_("Channel"), rule.channels, dict(Channel.choices)),
        (_("Cause"), rule.causes, causes),
        (_("Severity"), rule.severities, dict(Severity.choices)),
        (_("About the department"), rule.departments, departments),
        (_("Language"), rule.languages, dict(Language.choices)),
        (_("Standing of the customer"), rule.standings, dict(Standing.choices)),
        (_("Tags of the customer"), rule.customer_tags, {tag: tag for tag in rule.customer_tags}),
        (_("Words in the text"), rule.words, {word: f"“{word}”" for word in rule.words}),
    ]
    gone = _("no longer there")
    return [
        f"{label}: {', '.join(str(names.get(value, gone)) for value in values)}"
        for label, values, names in conditions
        if values
    ] or [_("Every complaint")]
