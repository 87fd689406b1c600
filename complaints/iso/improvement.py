"""Clause 8: how the handling is kept up and gets better."""

from django.utils.translation import gettext_lazy as _

from common.formats import number
from complaints.enums import EntryKind
from complaints.iso.evidence import Asked, Gap, Shown
from complaints.iso.material import Material


def _most_frequent(m: Material) -> object:
    top = m.causes[0] if m.causes else None
    return f"{top.cause} ({number(top.count)})" if top else _("none")


IMPROVEMENT = (
    Asked(
        "8.1",
        _("Collection of information"),
        (Shown(_("Lines in timelines, which nobody can change"), lambda m: sum(m.entries.values())),),
    ),
    Asked(
        "8.2",
        _("Analysis and evaluation of complaints"),
        (
            Shown(_("Causes to choose from"), lambda m: m.settings["causes"]),
            Shown(_("Most frequent cause"), _most_frequent, "complaint_dashboard"),
        ),
    ),
    Asked(
        "8.3",
        _("Satisfaction with the complaints-handling process"),
        (
            Shown(_("Answers that customers accepted"), lambda m: (m.answered["accepted"], m.answered["total"])),
            Shown(
                _("Asked again after a solution, and content"),
                lambda m: (m.after_care["content"], m.after_care["total"]),
            ),
        ),
        (Gap(_("Nobody was asked again after a solution in this time."), lambda m: not m.after_care["total"]),),
    ),
    Asked(
        "8.4",
        _("Monitoring of the complaints-handling process"),
        (
            Shown(_("Warnings of promises that run out"), lambda m: m.lines(EntryKind.ESCALATION)),
            Shown(_("Silence watch"), _("yes"), "complaint_silence"),
        ),
    ),
    Asked(
        "8.5",
        _("Auditing of the complaints-handling process"),
        (Shown(_("Bundle of evidence"), _("to download on this page")),),
    ),
    Asked(
        "8.6",
        _("Management review of the complaints-handling process"),
        (
            Shown(_("Figures for managers"), _("yes"), "complaint_dashboard"),
            Shown(_("Five qualities"), _("yes"), "complaint_qualities"),
        ),
    ),
    Asked(
        "8.7",
        _("Continual improvement"),
        (Shown(_("Changes of our process as remedies"), lambda m: m.remedies["changes"]),),
        (
            Gap(
                _("No complaint has led to a change of our process in this time."),
                lambda m: not m.remedies["changes"],
            ),
        ),
    ),
)
