"""Clause 4: the guiding principles, 4.2 to 4.15; 4.1 is general."""

from django.utils.translation import gettext_lazy as _

from common.formats import moment
from complaints.enums import Channel, ClockKind
from complaints.iso.evidence import Asked, Gap, Shown, low
from complaints.iso.material import Material


def _published(m: Material) -> object:
    charter = m.settings["charter"]
    return moment(charter.published_at) if charter.pk else _("not yet")


def _channels(m: Material) -> object:
    return _("%(used)s of %(all)s") % {"used": m.received["channels"], "all": len(Channel)}


def _first_responses(m: Material) -> tuple[int, int]:
    return m.kept(ClockKind.FIRST_RESPONSE)


def _solutions(m: Material) -> tuple[int, int]:
    return m.kept(ClockKind.SOLUTION)


def _owned(m: Material) -> tuple[int, int]:
    return m.received["owned"], m.received["total"]


def _caused(m: Material) -> tuple[int, int]:
    return m.received["caused"], m.received["total"]


PRINCIPLES = (
    Asked(
        "4.2",
        _("Commitment"),
        (Shown(_("Charter published"), _published, "charter"),),
        (Gap(_("The charter has no words of our own yet."), lambda m: not m.settings["charter"].pk),),
    ),
    Asked(
        "4.3",
        _("Capacity"),
        (
            Shown(_("People who can sign in"), lambda m: m.settings["staff"]),
            Shown(_("Open complaints"), lambda m: m.summary.open, "complaint_list?tab=open"),
        ),
    ),
    Asked(
        "4.4",
        _("Transparency"),
        (
            Shown(_("Public charter"), _("yes"), "charter"),
            Shown(_("Private page of each complaint"), _("yes")),
        ),
    ),
    Asked(
        "4.5",
        _("Accessibility"),
        (
            Shown(_("Channels in use"), _channels),
            Shown(_("By the public form"), lambda m: (m.received["web"], m.received["total"]), "public_form"),
        ),
        (
            Gap(
                _("Nobody used the public form in this time."),
                lambda m: m.received["total"] > 0 and m.received["web"] == 0,
            ),
        ),
    ),
    Asked(
        "4.6",
        _("Responsiveness"),
        (Shown(_("First responses in time"), _first_responses),),
        (Gap(_("Fewer than nine of ten first responses were in time."), low(_first_responses, least=0.9)),),
    ),
    Asked(
        "4.7",
        _("Objectivity"),
        (
            Shown(_("Complaints about people, who then can't handle them"), lambda m: m.received["about_people"]),
            Shown(_("Remedies decided by a second person"), lambda m: m.remedies["four_eyes"], "remedy_queue?tab=paid"),
        ),
    ),
    Asked("4.8", _("Charges"), (Shown(_("Complaining is free"), _("yes"), "charter"),)),
    Asked(
        "4.9",
        _("Information integrity"),
        (Shown(_("Lines in timelines, which nobody can change"), lambda m: sum(m.entries.values())),),
    ),
    Asked(
        "4.10",
        _("Confidentiality"),
        (
            Shown(_("Confidential complaints that you may know of"), lambda m: m.received["confidential"]),
            Shown(_("Looks at records are noted"), _("yes"), "privacy:access_list"),
        ),
    ),
    Asked(
        "4.11",
        _("Customer-focused approach"),
        (
            Shown(_("Answers that customers accepted"), lambda m: (m.answered["accepted"], m.answered["total"])),
            Shown(_("Answers that customers disputed"), lambda m: (m.answered["disputed"], m.answered["total"])),
        ),
    ),
    Asked(
        "4.12",
        _("Accountability"),
        (Shown(_("Complaints with an officer"), _owned),),
        (Gap(_("Some complaints have no officer."), low(_owned, least=0.95)),),
    ),
    Asked(
        "4.13",
        _("Improvement"),
        (
            Shown(_("Changes of our process as remedies"), lambda m: m.remedies["changes"]),
            Shown(_("Complaints with a cause"), _caused),
        ),
        (Gap(_("Many complaints have no cause to learn from."), low(_caused, least=0.9)),),
    ),
    Asked(
        "4.14",
        _("Competence"),
        (Shown(_("Entries of the handling guide"), lambda m: m.settings["guide"], "guide:guide"),),
        (Gap(_("The handling guide is empty."), lambda m: not m.settings["guide"]),),
    ),
    Asked(
        "4.15",
        _("Timeliness"),
        (Shown(_("Solutions in time"), _solutions),),
        (Gap(_("Fewer than nine of ten solutions were in time."), low(_solutions, least=0.9)),),
    ),
)
