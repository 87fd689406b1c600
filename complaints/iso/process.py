"""Clauses 7 and 8: how complaints are handled, and how the handling gets better."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from common.formats import number
from complaints.enums import ClockKind, EntryKind
from complaints.iso.evidence import Clause, Fact, gaps, is_low, share
from complaints.iso.material import Material


def operation(m: Material) -> list[Clause]:
    """7.1 to 7.9."""
    received, answered, total = m.received, m.answered, m.received["total"]
    received_url, resolved_url = _list(m, "received"), _list(m, "resolved")
    update = m.kept(ClockKind.NEXT_UPDATE)
    return [
        Clause(
            "7.1",
            _("Communication"),
            (
                Fact(_("Public charter"), _("yes"), reverse("complaints:charter")),
                Fact(_("Bodies outside"), number(m.settings["bodies"])),
            ),
        ),
        Clause("7.2", _("Receipt of complaints"), (Fact(_("Received"), number(total), received_url),)),
        Clause(
            "7.3",
            _("Tracking of complaints"),
            (
                Fact(_("Updates in time"), share(*update)),
                Fact(
                    _("Promises kept"), share(m.promises.kept, m.promises.total), reverse("complaints:promise_record")
                ),
            ),
            gaps(
                (is_low(m.promises.kept, m.promises.total, least=0.9), _("Too many promises to customers were broken."))
            ),
        ),
        Clause(
            "7.4",
            _("Acknowledgement of complaints"),
            (Fact(_("Acknowledged"), share(received["acknowledged"], total), received_url),),
            gaps(
                (
                    is_low(received["acknowledged"], total, least=0.98),
                    _("Some customers were not told that we have their complaint."),
                )
            ),
        ),
        Clause(
            "7.5",
            _("Initial assessment of complaints"),
            (Fact(_("Assessed"), share(received["assessed"], total), received_url),),
            gaps((is_low(received["assessed"], total, least=0.8), _("Many complaints are not assessed."))),
        ),
        Clause(
            "7.6",
            _("Investigation of complaints"),
            (
                Fact(_("Internal notes"), number(m.lines(EntryKind.NOTE))),
                Fact(_("Complaints with a cause"), share(received["caused"], total)),
            ),
        ),
        Clause(
            "7.7",
            _("Response to complaints"),
            (
                Fact(_("Resolved"), number(answered["total"]), resolved_url),
                Fact(_("Remedies granted"), number(m.remedies["granted"]), _remedies("granted")),
                Fact(_("Granted and not paid yet"), number(m.remedies["unpaid"]), _remedies("pay")),
            ),
        ),
        Clause(
            "7.8",
            _("Communicating the decision"),
            (
                Fact(_("Answers that say what was decided"), share(answered["decided"], answered["total"])),
                Fact(_("Not granted, or in part, with the ways on"), number(answered["refused"])),
            ),
            gaps(
                (
                    is_low(answered["decided"], answered["total"], least=0.8),
                    _("Many answers do not say whether the request was granted."),
                )
            ),
        ),
        Clause(
            "7.9",
            _("Closing of complaints"),
            (
                Fact(_("Closed"), share(answered["closed"], answered["total"]), resolved_url),
                Fact(_("Reopened"), number(m.summary.reopened)),
            ),
        ),
    ]


def improvement(m: Material) -> list[Clause]:
    """8.1 to 8.7."""
    dashboard, asked = reverse("complaints:complaint_dashboard"), m.after_care
    top = m.causes[0] if m.causes else None
    most = f"{top.cause} ({number(top.count)})" if top else _("none")
    return [
        Clause(
            "8.1",
            _("Collection of information"),
            (Fact(_("Lines in timelines, which nobody can change"), number(sum(m.entries.values()))),),
        ),
        Clause(
            "8.2",
            _("Analysis and evaluation of complaints"),
            (
                Fact(_("Causes to choose from"), number(m.settings["causes"])),
                Fact(_("Most frequent cause"), most, dashboard),
            ),
        ),
        Clause(
            "8.3",
            _("Satisfaction with the complaints-handling process"),
            (
                Fact(_("Answers that customers accepted"), share(m.answered["accepted"], m.answered["total"])),
                Fact(_("Asked again after a solution, and content"), share(asked["content"], asked["total"])),
            ),
            gaps((not asked["total"], _("Nobody was asked again after a solution in this time."))),
        ),
        Clause(
            "8.4",
            _("Monitoring of the complaints-handling process"),
            (
                Fact(_("Warnings of promises that run out"), number(m.lines(EntryKind.ESCALATION))),
                Fact(_("Silence watch"), _("yes"), reverse("complaints:complaint_silence")),
            ),
        ),
        Clause(
            "8.5",
            _("Auditing of the complaints-handling process"),
            (Fact(_("Bundle of evidence"), _("to download on this page")),),
        ),
        Clause(
            "8.6",
            _("Management review of the complaints-handling process"),
            (
                Fact(_("Figures for managers"), _("yes"), dashboard),
                Fact(_("Five qualities"), _("yes"), reverse("complaints:complaint_qualities")),
            ),
        ),
        Clause(
            "8.7",
            _("Continual improvement"),
            (Fact(_("Changes of our process as remedies"), number(m.remedies["changes"])),),
            gaps((not m.remedies["changes"], _("No complaint has led to a change of our process in this time."))),
        ),
    ]


def _list(m: Material, what: str) -> str:
    days = {f"{what}_from": m.since.isoformat(), f"{what}_to": m.until.isoformat()}
    return f"{reverse('complaints:complaint_list')}?{urlencode({'tab': 'all', **days})}"


def _remedies(tab: str) -> str:
    return f"{reverse('complaints:remedy_queue')}?tab={tab}"
