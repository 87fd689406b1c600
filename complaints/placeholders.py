"""What a reply template may leave open, and how it is filled in: names from a fixed list, nothing is ever evaluated."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from common import formats
from common.errors import AppError
from complaints.models import Complaint

_BRACED = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Case:
    """For whom, by whom and when a text is filled in."""

    complaint: Complaint
    by: User
    at: datetime


@dataclass(frozen=True)
class Placeholder:
    label: Any
    value: Callable[[Case], str]


PLACEHOLDERS: Mapping[str, Placeholder] = MappingProxyType(
    {
        "customer": Placeholder(
            gettext_lazy("How the customer is addressed"), lambda case: case.complaint.customer.greeting_name
        ),
        "number": Placeholder(gettext_lazy("Number of the complaint"), lambda case: case.complaint.reference),
        "summary": Placeholder(gettext_lazy("Summary"), lambda case: case.complaint.summary),
        "received": Placeholder(
            gettext_lazy("Day on which it was received"), lambda case: formats.longdate(case.complaint.received_at)
        ),
        "due": Placeholder(
            gettext_lazy("When a solution is promised"), lambda case: formats.moment(case.complaint.due_at)
        ),
        "officer": Placeholder(gettext_lazy("Who writes"), lambda case: str(case.by)),
        "organisation": Placeholder(gettext_lazy("Name of the organisation"), lambda case: Organisation.load().name),
    }
)


def check(text: str, *, field: str) -> None:
    """Refuse what can't be filled in: unknown names and stray braces. Raises AppError at `field`."""
    for name in _BRACED.findall(text):
        if name not in PLACEHOLDERS:
            words = {"name": f"{{{name}}}", "known": ", ".join(f"{{{known}}}" for known in PLACEHOLDERS)}
            raise AppError(_("There is no placeholder %(name)s. There are: %(known)s.") % words, field=field)
    if set("{}") & set(_BRACED.sub("", text)):
        raise AppError(_("A brace { or } stands alone. Braces are for placeholders only."), field=field)


def filled_in(text: str, case: Case) -> str:
    """The text with the facts of a complaint, written as its language writes them.

    What is filled in is not read again, so a customer called "{officer}" stays so.
    """
    with translation.override(case.complaint.language):
        return _BRACED.sub(lambda found: _value(found, case), text)


def _value(found: re.Match[str], case: Case) -> str:
    placeholder = PLACEHOLDERS.get(found[1])
    return placeholder.value(case) if placeholder else found[0]
