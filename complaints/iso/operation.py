"""Clause 7: how complaints are handled."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.enums import ClockKind, EntryKind
from complaints.iso.evidence import Asked, Gap, Shown, low
from complaints.iso.material import Material


def _list(m: Material, what: str) -> str:
    days = {f"{what}_from": m.since.isoformat(), f"{what}_to": m.until.isoformat()}
    return f"{reverse('complaints:complaint_list')}?{urlencode({'tab': 'all', **days})}"


def _received(m: Material) -> str:
    return _list(m, "received")


def _resolved(m: Material) -> str:
    return _list(m, "resolved")


def _promises(m: Material) -> tuple[int, int]:
    return m.promises.kept, m.promises.total


def _acknowledged(m: Material) -> tuple[int, int]:
    return m.received["acknowledged"], m.received["total"]


def _assessed(m: Material) -> tuple[int, int]:
    return m.received["assessed"], m.received["total"]


def _decided(m: Material) -> tuple[int, int]:
    return m.answered["decided"], m.answered["total"]


OPERATION = (
    Asked(
        "7.1",
        _("Communication"),
        (
            Shown(_("Public charter"), _("yes"), "charter"),
            Shown(_("Bodies outside"), lambda m: m.settings["bodies"]),
        ),
    ),
    Asked("7.2", _("Receipt of complaints"), (Shown(_("Received"), lambda m: m.received["total"], _received),)),
    Asked(
        "7.3",
        _("Tracking of complaints"),
        (
            Shown(_("Updates in time"), lambda m: m.kept(ClockKind.NEXT_UPDATE)),
            Shown(_("Promises kept"), _promises, "promise_record"),
        ),
        (Gap(_("Too many promises to customers were broken."), low(_promises, least=0.9)),),
    ),
    Asked(
        "7.4",
        _("Acknowledgement of complaints"),
        (Shown(_("Acknowledged"), _acknowledged, _received),),
        (Gap(_("Some customers were not told that we have their complaint."), low(_acknowledged, least=0.98)),),
    ),
    Asked(
        "7.5",
        _("Initial assessment of complaints"),
        (Shown(_("Assessed"), _assessed, _received),),
        (Gap(_("Many complaints are not assessed."), low(_assessed, least=0.8)),),
    ),
    Asked(
        "7.6",
        _("Investigation of complaints"),
        (
            Shown(_("Internal notes"), lambda m: m.lines(EntryKind.NOTE)),
            Shown(_("Complaints with a cause"), lambda m: (m.received["caused"], m.received["total"])),
        ),
    ),
    Asked(
        "7.7",
        _("Response to complaints"),
        (
            Shown(_("Resolved"), lambda m: m.answered["total"], _resolved),
            Shown(_("Remedies granted"), lambda m: m.remedies["granted"], "remedy_queue?tab=granted"),
            Shown(_("Granted and not paid yet"), lambda m: m.remedies["unpaid"], "remedy_queue?tab=pay"),
        ),
    ),
    Asked(
        "7.8",
        _("Communicating the decision"),
        (
            Shown(_("Answers that say what was decided"), _decided),
            Shown(_("Not granted, or in part, with the ways on"), lambda m: m.answered["refused"]),
        ),
        (Gap(_("Many answers do not say whether the request was granted."), low(_decided, least=0.8)),),
    ),
    Asked(
        "7.9",
        _("Closing of complaints"),
        (
            Shown(_("Closed"), lambda m: (m.answered["closed"], m.answered["total"]), _resolved),
            Shown(_("Reopened"), lambda m: m.summary.reopened),
        ),
    ),
)
