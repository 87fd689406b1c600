"""Clauses 5 and 6: the framework, and what is planned."""

from django.utils.translation import gettext_lazy as _

from common.formats import money
from complaints.iso.evidence import Asked, Gap, Shown
from complaints.iso.material import Material


def _budget(m: Material) -> object:
    budget = m.settings["policy"].monthly_budget
    return money(budget) if budget is not None else _("not set")


FRAMEWORK = (
    Asked(
        "5.1",
        _("Context of the organisation"),
        (
            Shown(_("Our sector"), lambda m: m.settings["care"].get_sector_display(), "care_policy"),
            Shown(_("Bodies outside"), lambda m: m.settings["bodies"], "care_policy"),
        ),
        (Gap(_("No body outside is named to customers."), lambda m: not m.settings["bodies"]),),
    ),
    Asked(
        "5.2",
        _("Leadership and commitment"),
        (Shown(_("Figures for managers"), _("yes"), "complaint_dashboard"),),
    ),
    Asked(
        "5.3",
        _("Policy"),
        (Shown(_("Days in which a customer may reopen"), lambda m: m.settings["policy"].reopen_days, "charter"),),
    ),
    Asked(
        "5.4",
        _("Responsibility and authority"),
        (
            Shown(_("Staff may grant without approval"), lambda m: money(m.settings["policy"].agent_amount_limit)),
            Shown(_("Steps of the escalation"), lambda m: m.settings["steps"]),
        ),
        (Gap(_("Nobody hears of promises that run out."), lambda m: not m.settings["steps"]),),
    ),
)

PLANNING = (
    Asked("6.2", _("Objectives"), (Shown(_("Sets of deadlines in force"), lambda m: m.settings["deadline_sets"]),)),
    Asked(
        "6.3",
        _("Activities"),
        (
            Shown(_("Received"), lambda m: m.summary.received),
            Shown(_("Resolved"), lambda m: m.summary.resolved),
        ),
    ),
    Asked(
        "6.4",
        _("Resources"),
        (Shown(_("Budget for remedies in a month"), _budget, "remedy_queue?tab=pay"),),
        (Gap(_("There is no budget for remedies."), lambda m: m.settings["policy"].monthly_budget is None),),
    ),
)
