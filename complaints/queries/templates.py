from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from complaints.enums import MacroOwner
from complaints.models import Macro, ReplyTemplate
from complaints.placeholders import Case, filled_in


@dataclass(frozen=True)
class Offer:
    """A template for one complaint: its text in the complaint's language, and in the other one."""

    template: ReplyTemplate
    text: str
    other_text: str


def offers_for(case: Case) -> list[Offer]:
    """The templates one may insert, those used most first. One query."""
    language = case.complaint.language
    other = "id" if language == "en" else "en"
    rows = ReplyTemplate.objects.filter(is_active=True).order_by("-used_count", "name")
    return [Offer(row, filled_in(row.body_in(language), case), filled_in(row.body_in(other), case)) for row in rows]


def offered_macros() -> QuerySet[Macro]:
    return Macro.objects.filter(is_active=True).select_related("template", "group").order_by("-used_count", "name")


def steps_in_words(macro: Macro) -> list[Any]:
    """What a macro does, a line each, in the order in which it does it."""
    steps: list[Any] = []
    if macro.owner == MacroOwner.ME:
        steps.append(_("You become the officer."))
    if macro.owner == MacroOwner.GROUP:
        steps.append(_("It goes to the next one of the group “%(group)s”.") % {"group": macro.group})
    if macro.tags:
        steps.append(_("Tags: %(tags)s") % {"tags": ", ".join(macro.tags)})
    if macro.note:
        steps.append(_("Internal note: “%(note)s”") % {"note": macro.note})
    if macro.template:
        steps.append(_("Reply to the customer: “%(template)s”") % {"template": macro.template})
    if macro.waits:
        steps.append(_("The clock stands still until the customer answers."))
    return steps
