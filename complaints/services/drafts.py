"""Drafts: what is typed is kept while it is being typed, and is gone when it was sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from complaints.models import Complaint, Draft
from customers.models import Customer

KEPT = timedelta(days=30)
SENT_KEPT = timedelta(days=1)
CHARACTERS = 60_000  # of one draft
DRAFTS = 100  # of one person


@transaction.atomic
def save_draft(
    *,
    user: User,
    key: UUID,
    revision: int,
    place: str,
    fields: Mapping[str, Sequence[str]],
    at: datetime,
    complaint: Complaint | None = None,
    customer: Customer | None = None,
) -> Draft | None:
    """Keep what stands in a form now; `revision` is the one its page knows (0: none yet).

    When another page has saved the same draft meanwhile this one goes on under a key of its own: nothing is written
    over. None when the form was sent already, or when nothing is left in it.
    """
    typed = {name[:60]: list(values) for name, values in fields.items() if any(value.strip() for value in values)}
    if sum(len(value) for values in typed.values() for value in values) > CHARACTERS:
        raise AppError(_("This text is too long to be kept as a draft. Shorten it, or send it in parts."))
    _hold(user, key)
    draft = Draft.objects.filter(user=user, key=key).first()
    if draft and draft.sent_at:
        return None
    if draft and draft.revision != revision:
        draft, key = None, uuid4()
    if not typed:
        if draft:
            draft.delete()
        return None
    values = {"place": place, "complaint": complaint, "customer": customer, "fields": typed, "saved_at": at}
    if draft is None:
        _make_room(user)
        return Draft.objects.create(user=user, key=key, **values)
    for name, value in {**values, "revision": revision + 1}.items():
        setattr(draft, name, value)
    draft.save()
    return draft


@transaction.atomic
def finish_draft(*, user: User, key: UUID, at: datetime) -> None:
    """The form was sent, or its draft thrown away: the words go, and a saving still under way finds it finished."""
    _hold(user, key)
    Draft.objects.update_or_create(
        user=user,
        key=key,
        defaults={"fields": {}, "sent_at": at, "saved_at": at, "complaint": None, "customer": None},
        create_defaults={"fields": {}, "sent_at": at, "saved_at": at, "place": ""},
    )


def is_draft_finished(*, user: User, key: UUID) -> bool:
    """Whether the draft was sent or thrown away, by whichever page it stood on."""
    return Draft.objects.filter(user=user, key=key, sent_at__isnull=False).exists()


def purge_drafts(*, at: datetime) -> int:
    """Delete drafts that nobody went on with for a month, and what is left of sent ones; gives how many."""
    old = Q(saved_at__lt=at - KEPT) | Q(sent_at__lt=at - SENT_KEPT)
    deleted, _by_model = Draft.objects.filter(old).delete()
    return deleted


def _hold(user: User, key: UUID) -> None:
    """One saving or sending of a form at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"{user.pk} {key}"])


def _make_room(user: User) -> None:
    rest = Draft.objects.filter(user=user, sent_at=None).order_by("-saved_at", "-id").values("pk")[DRAFTS - 1 :]
    Draft.objects.filter(pk__in=list(rest.values_list("pk", flat=True)[:DRAFTS])).delete()
