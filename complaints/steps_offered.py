"""Which steps the queue and its rows offer for a complaint, the usual one first."""

from django.utils.translation import gettext as _

from complaints.enums import Status
from complaints.models import Complaint

# Steps that need words: the queue leads to their own page.
OWN_PAGE = ("acknowledge", "assess", "resolve", "reopen", "last_word")


def next_steps(complaint: Complaint) -> list[tuple[str, str]]:
    """Steps of the queue for a state; the first one is the usual one. Some lead to a page of their own."""
    steps = {
        Status.ANSWERED: [("close", _("Close")), ("reopen", _("Reopen …"))],
        Status.ACCEPTED: [("close", _("Close"))],
        Status.REFUSED: [
            ("start", _("Go on with the work")),
            ("resolve", _("Answer …")),
            ("last_word", _("Close as our last word …")),
        ],
        Status.CLOSED: [("reopen", _("Reopen …"))],
    }
    if complaint.status in steps and not complaint.is_waiting:
        return steps[complaint.status]
    answer = ("resolve", _("Answer …"))
    if complaint.is_waiting:
        return [("start", _("Go on with the work")), answer]
    wait = ("wait", _("Wait for the customer"))
    if complaint.status == Status.INVESTIGATING:
        return [wait, answer]
    acknowledge = [("acknowledge", _("Acknowledged …"))] if complaint.status == Status.RECEIVED else []
    return [("start", _("Start work")), *acknowledge, ("assess", _("Assess …")), wait, answer]


def one_click_step(complaint: Complaint) -> tuple[str, str] | None:
    """What one click on a row does: the usual step, where it needs no words and stops no clock by mistake."""
    name, label = next_steps(complaint)[0]
    return (name, label) if name in ("start", "close") else None
