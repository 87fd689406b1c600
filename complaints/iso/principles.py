"""Clauses 4 to 6: guiding principles, framework, planning."""

from django.urls import reverse
from django.utils.translation import gettext as _

from common.formats import moment, money, number
from complaints.enums import Channel, ClockKind
from complaints.iso.evidence import Clause, Fact, gaps, is_low, share
from complaints.iso.material import Material


def principles(m: Material) -> list[Clause]:
    """4.2 to 4.15; 4.1 is general."""
    charter, settings, received, answered = m.settings["charter"], m.settings, m.received, m.answered
    charter_url, total = reverse("complaints:charter"), received["total"]
    first, solution = m.kept(ClockKind.FIRST_RESPONSE), m.kept(ClockKind.SOLUTION)
    published = moment(charter.published_at) if charter.pk else _("not yet")
    no_charter = (not charter.pk, _("The charter has no words of our own yet."))
    return [
        Clause("4.2", _("Commitment"), (Fact(_("Charter published"), published, charter_url),), gaps(no_charter)),
        Clause(
            "4.3",
            _("Capacity"),
            (
                Fact(_("People who can sign in"), number(settings["staff"])),
                Fact(_("Open complaints"), number(m.summary.open), _queue("open")),
            ),
        ),
        Clause(
            "4.4",
            _("Transparency"),
            (
                Fact(_("Public charter"), _("yes"), charter_url),
                Fact(_("Private page of each complaint"), _("yes")),
            ),
        ),
        Clause(
            "4.5",
            _("Accessibility"),
            (
                Fact(
                    _("Channels in use"), _("%(used)s of %(all)s") % {"used": received["channels"], "all": len(Channel)}
                ),
                Fact(_("By the public form"), share(received["web"], total), reverse("complaints:public_form")),
            ),
            gaps((total > 0 and received["web"] == 0, _("Nobody used the public form in this time."))),
        ),
        Clause(
            "4.6",
            _("Responsiveness"),
            (Fact(_("First responses in time"), share(*first)),),
            gaps((is_low(*first, least=0.9), _("Fewer than nine of ten first responses were in time."))),
        ),
        Clause(
            "4.7",
            _("Objectivity"),
            (
                Fact(_("Complaints about people, who then can't handle them"), number(received["about_people"])),
                Fact(_("Remedies decided by a second person"), number(m.remedies["four_eyes"]), _remedies("paid")),
            ),
        ),
        Clause("4.8", _("Charges"), (Fact(_("Complaining is free"), _("yes"), charter_url),)),
        Clause(
            "4.9",
            _("Information integrity"),
            (Fact(_("Lines in timelines, which nobody can change"), number(sum(m.entries.values()))),),
        ),
        Clause(
            "4.10",
            _("Confidentiality"),
            (
                Fact(_("Confidential complaints that you may know of"), number(received["confidential"])),
                Fact(_("Looks at records are noted"), _("yes"), reverse("privacy:access_list")),
            ),
        ),
        Clause(
            "4.11",
            _("Customer-focused approach"),
            (
                Fact(_("Answers that customers accepted"), share(answered["accepted"], answered["total"])),
                Fact(_("Answers that customers disputed"), share(answered["disputed"], answered["total"])),
            ),
        ),
        Clause(
            "4.12",
            _("Accountability"),
            (Fact(_("Complaints with an officer"), share(received["owned"], total)),),
            gaps((is_low(received["owned"], total, least=0.95), _("Some complaints have no officer."))),
        ),
        Clause(
            "4.13",
            _("Improvement"),
            (
                Fact(_("Changes of our process as remedies"), number(m.remedies["changes"])),
                Fact(_("Complaints with a cause"), share(received["caused"], total)),
            ),
            gaps((is_low(received["caused"], total, least=0.9), _("Many complaints have no cause to learn from."))),
        ),
        Clause(
            "4.14",
            _("Competence"),
            (Fact(_("Entries of the handling guide"), number(settings["guide"]), reverse("guide:guide")),),
            gaps((not settings["guide"], _("The handling guide is empty."))),
        ),
        Clause(
            "4.15",
            _("Timeliness"),
            (Fact(_("Solutions in time"), share(*solution)),),
            gaps((is_low(*solution, least=0.9), _("Fewer than nine of ten solutions were in time."))),
        ),
    ]


def framework(m: Material) -> list[Clause]:
    """5 and 6."""
    policy, settings = m.settings["policy"], m.settings
    budget = money(policy.monthly_budget) if policy.monthly_budget is not None else _("not set")
    return [
        Clause(
            "5.1",
            _("Context of the organisation"),
            (
                Fact(_("Our sector"), str(settings["care"].get_sector_display()), reverse("complaints:care_policy")),
                Fact(_("Bodies outside"), number(settings["bodies"]), reverse("complaints:care_policy")),
            ),
            gaps((not settings["bodies"], _("No body outside is named to customers."))),
        ),
        Clause(
            "5.2",
            _("Leadership and commitment"),
            (Fact(_("Figures for managers"), _("yes"), reverse("complaints:complaint_dashboard")),),
        ),
        Clause(
            "5.3",
            _("Policy"),
            (
                Fact(
                    _("Days in which a customer may reopen"), number(policy.reopen_days), reverse("complaints:charter")
                ),
            ),
        ),
        Clause(
            "5.4",
            _("Responsibility and authority"),
            (
                Fact(_("Staff may grant without approval"), money(policy.agent_amount_limit)),
                Fact(_("Steps of the escalation"), number(settings["steps"])),
            ),
            gaps((not settings["steps"], _("Nobody hears of promises that run out."))),
        ),
        Clause("6.2", _("Objectives"), (Fact(_("Sets of deadlines in force"), number(settings["deadline_sets"])),)),
        Clause(
            "6.3",
            _("Activities"),
            (
                Fact(_("Received"), number(m.summary.received)),
                Fact(_("Resolved"), number(m.summary.resolved)),
            ),
        ),
        Clause(
            "6.4",
            _("Resources"),
            (Fact(_("Budget for remedies in a month"), budget, _remedies("pay")),),
            gaps((policy.monthly_budget is None, _("There is no budget for remedies."))),
        ),
    ]


def _queue(tab: str) -> str:
    return f"{reverse('complaints:complaint_list')}?tab={tab}"


def _remedies(tab: str) -> str:
    return f"{reverse('complaints:remedy_queue')}?tab={tab}"
