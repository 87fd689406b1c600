"""Complaints of people who don't say who they are, and the way back to them.

No name, address or device is stored with them, and no account: whoever happens to be signed in stays out of the audit
trail. They are confidential from the first moment.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import pghistory
from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from complaints import emails
from complaints.codewords import code_hash, tidy_code
from complaints.enums import Channel
from complaints.models import AnonymousDesk, Cause, CodeWord, Complaint
from complaints.services import records
from complaints.services.intake import log_complaint
from customers.services import nobody


def without_trace() -> pghistory.context:
    """For as long as it lasts, changes are nobody's in the audit trail, whoever is signed in."""
    return pghistory.context(user=None, reference="")


@transaction.atomic
def receive_anonymous_complaint(
    *,
    code: str,
    summary: str,
    details: str,
    language: str,
    at: datetime,
    submission_key: UUID,
    cause: Cause | None = None,
    without: Collection[User] = (),
    files: Sequence[File] = (),
) -> Complaint:
    """Record what somebody reports, for the people of the desk but those `without`; `code` opens it from then on."""
    if earlier := records.already_made(Complaint, submission_key):
        return earlier
    left_out = {user.pk for user in without}
    people = [person for person in readers() if person.pk not in left_out]
    if not people:
        raise AppError(_("Somebody has to be left who may read it."), field="without")
    complaint = log_complaint(
        customer=nobody(at=at), channel=Channel.WEB, summary=summary, details=details, cause=cause, language=language,
        is_restricted=True, named=people, at=at, submission_key=submission_key, files=files,
    )  # fmt: skip
    try:
        with transaction.atomic():
            CodeWord.objects.create(complaint=complaint, code_hash=code_hash(tidy_code(code)))
    except IntegrityError:
        raise AppError(_("Please send the form again: it got a new code word.")) from None
    for person in people:
        emails.send_confided(complaint, person)
    return complaint


def readers() -> list[User]:
    """Who reads anonymous complaints; nobody while that door is closed."""
    return list(AnonymousDesk.load().people.filter(is_active=True).order_by("full_name", "id"))


def complaint_behind(typed: str) -> Complaint | None:
    """The complaint that a code word opens."""
    code = tidy_code(typed)
    if not code:
        return None
    return Complaint.objects.select_related("customer").filter(code_word__code_hash=code_hash(code)).first()


@transaction.atomic
def save_anonymous_desk(*, people: Collection[User], expected_version: int) -> AnonymousDesk:
    """Name who reads anonymous complaints from now on; earlier ones keep the people named on them."""
    desk = AnonymousDesk.objects.select_for_update().first() or AnonymousDesk.objects.create()
    desk.save_version(expected=expected_version, fields=[])
    desk.people.set(people)
    return desk
