"""The tags of one complaint, changed while one works on it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from complaints.enums import EntryKind
from complaints.models import Complaint
from complaints.permissions import is_about
from complaints.services import records
from complaints.services.many import change_tags
from customers.services.many import TAGS_LIMIT
from customers.services.tags import register_tags, spelt


@transaction.atomic
def tag_complaint(
    *, complaint: Complaint, at: datetime, by: User, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> Complaint:
    """Add and take off tags; what changed is a line of the timeline.

    New tags join the register that proposes them to everybody, but for those of a confidential complaint.
    """
    records.lock(complaint)
    if is_about(complaint, by):
        raise NotAllowed(_("This complaint is about you: somebody else has to work on it."))
    given = [*add]
    added = spelt(given) if complaint.is_restricted else register_tags(texts=given, at=at, by=by)
    before = list(complaint.tags)
    if len({*before, *added}) > TAGS_LIMIT:
        raise AppError(_("A complaint can have at most %(limit)s tags.") % {"limit": TAGS_LIMIT}, field="add")
    if change_tags(ids=[complaint.pk], add=added, remove=remove, at=at):
        complaint.refresh_from_db()
        words = {"old_value": ", ".join(before)[:200], "new_value": ", ".join(complaint.tags)[:200]}
        records.note(complaint, EntryKind.EDIT, at=at, by=by, body="tags", **words)
    return complaint
