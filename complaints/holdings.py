"""What complaints hold about a person. Confidential ones are answered for by the people named on them."""

from typing import Any

from django.db.models import Case, CharField, F, Q, TextField, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.audit import ERASED
from complaints.enums import OPEN_STATUSES, EntryKind
from complaints.models import (
    AfterCare,
    Attachment,
    Complaint,
    Draft,
    Entry,
    IncomingMail,
    Promise,
    Remedy,
    ReplyToken,
    TrackingLink,
)
from privacy.holdings import Holding, Person, register_blocker, register_holding, register_letters_about

_OPEN_SECRET = {"is_restricted": True, "status__in": OPEN_STATUSES}
_OF_SECRET = {f"complaint__{name}": value for name, value in _OPEN_SECRET.items()}
# What was said between us and the customer; notes among staff are about others too.
_PUBLIC = [EntryKind.RECEIVED, EntryKind.CUSTOMER_MESSAGE, EntryKind.REPLY, EntryKind.STATUS]
# What few may know of is in no figure.
_TOLD = Q(complaint__is_restricted=False)
_TOLD_OF_DRAFTS = _TOLD | Q(complaint=None)
_STAYS = gettext_lazy("Number, dates, cause, states and amounts, by which figures are counted.")


def _entry_without_words() -> dict[str, Any]:
    """For a change of details the body names the field; states and channels are no words of anybody."""
    edit = When(kind=EntryKind.EDIT, then=F("body"))
    body = Case(edit, When(body="", then=Value("")), default=Value(ERASED), output_field=TextField())
    old, new = (
        Case(
            When(~Q(kind=EntryKind.EDIT) | Q(**{name: ""}), then=F(name)),
            default=Value(ERASED),
            output_field=CharField(),
        )
        for name in ("old_value", "new_value")
    )
    return {"body": body, "old_value": old, "new_value": new}


def _keys(person: Person) -> list[str]:
    found = Complaint.objects.filter(customer__in=person.ids).exclude(**_OPEN_SECRET)
    return [f"complaint:{pk}" for pk in found.values_list("pk", flat=True)]


def _open_ones(person: Person, user: User) -> list[str]:
    found = Complaint.objects.visible_to(user).open().filter(customer__in=person.ids)
    return [
        _("Complaint %(number)s is still open: bring it to an end first.") % {"number": reference}
        for reference in found.values_list("reference", flat=True)
    ]


def _told_by_the_customer() -> list[Holding]:
    return [
        Holding(
            Complaint,
            shown=["reference", "received_at", "channel", "cause", "summary", "details", "expected_outcome", "status",
                   "resolution", "verdict", "tags", "resolved_at", "closed_at"],
            given=Q(is_restricted=False),
            redacted=["summary"],
            emptied=["details", "expected_outcome", "resolution", "tags"],
            later=Q(**_OPEN_SECRET),
            told=Q(is_restricted=False),
            stays=_STAYS,
        ),
        Holding(
            Entry,
            path="complaint__customer",
            shown=["created_at", "complaint", "kind", "body"],
            given=Q(complaint__is_restricted=False, kind__in=_PUBLIC),
            values=_entry_without_words,
            later=Q(**_OF_SECRET),
            told=_TOLD,
            stays=_STAYS,
        ),
    ]  # fmt: skip


def _done_for_the_customer() -> list[Holding]:
    return [
        Holding(
            Remedy,
            path="complaint__customer",
            shown=["proposed_at", "complaint", "kind", "amount", "points", "status"],
            given=Q(complaint__is_restricted=False),
            emptied=["description", "decision_reason"],
            later=Q(**_OF_SECRET),
            told=_TOLD,
            stays=_STAYS,
        ),
        Holding(
            Promise,
            path="complaint__customer",
            shown=["made_at", "complaint", "what", "due_at", "ended_at", "outcome"],
            given=Q(complaint__is_restricted=False),
            redacted=["what"],
            emptied=["note"],
            later=Q(**_OF_SECRET),
            told=_TOLD,
            stays=_STAYS,
        ),
        Holding(
            AfterCare,
            path="complaint__customer",
            shown=["complaint", "days", "outcome", "noted_at"],
            given=Q(complaint__is_restricted=False),
            emptied=["note"],
            later=Q(**_OF_SECRET),
            told=_TOLD,
            stays=_STAYS,
        ),
    ]


def _sent() -> list[Holding]:
    """Files and e-mails."""
    return [
        Holding(
            Attachment,
            path="complaint__customer",
            shown=["created_at", "complaint", "name", "kind", "size"],
            given=Q(complaint__is_restricted=False, is_shared=True),
            deleted=True,
            later=Q(**_OF_SECRET),
            told=_TOLD,
        ),
        Holding(
            IncomingMail,
            path="complaint__customer",
            shown=["received_at", "complaint", "sender_email", "subject", "text"],
            given=Q(complaint__is_restricted=False),
            redacted=["sender_name", "sender_email", "subject"],
            emptied=["text", "html", "message_id", "remark", "raw"],
            later=Q(**_OF_SECRET),
            told=_TOLD,
            stays=gettext_lazy("When it came, and its fingerprint, by which it is not taken a second time."),
        ),
    ]


def _keys_and_drafts() -> list[Holding]:
    return [
        Holding(ReplyToken, path="complaint__customer", deleted=True, later=Q(**_OF_SECRET), told=_TOLD),
        Holding(TrackingLink, path="complaint__customer", deleted=True, later=Q(**_OF_SECRET), told=_TOLD),
        # What nobody has sent was never said: it is in no data file, and goes at once.
        Holding(Draft, path="complaint__customer", other_path="customer", deleted=True, told=_TOLD_OF_DRAFTS),
    ]


def register() -> None:
    for holding in (*_told_by_the_customer(), *_done_for_the_customer(), *_sent(), *_keys_and_drafts()):
        register_holding(holding)
    register_letters_about(_keys)
    register_blocker(_open_ones)
