"""Keys of the API: made, revoked, used."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.enums import ApiScope
from accounts.models import ApiAnswer, ApiKey, User
from accounts.models.api_keys import TOKEN_START
from common.errors import AppError
from common.tokens import new_token, token_hash

PREFIX = "prima_"
LONGEST_DAYS = 730
USE_NOTED_EVERY = timedelta(minutes=1)
ANSWERS_KEPT = timedelta(days=1)


@transaction.atomic
def issue_api_key(
    *, name: str, scopes: Sequence[str], days: int, by: User, at: datetime, submission_key: UUID | None = None
) -> tuple[ApiKey, str]:
    """Make a key; gives the row and its token, which can't be read again later.

    The same form sent twice makes one key; the second time the token is "", for nobody knows it any more.
    """
    if earlier := ApiKey.already_submitted(submission_key):
        return earlier, ""
    if not name:
        raise AppError(_("Enter a name that tells which system uses the key."), field="name")
    if not scopes or not set(scopes) <= set(ApiScope.values):
        raise AppError(_("Choose what the key may do."), field="scopes")
    if not 1 <= days <= LONGEST_DAYS:
        raise AppError(_("A key ends after %(days)s days at the latest.") % {"days": LONGEST_DAYS}, field="days")
    token = PREFIX + new_token()
    key = ApiKey(
        name=name,
        user=by,
        scopes=sorted(set(scopes)),
        token_hash=token_hash(token),
        token_start=token[:TOKEN_START],
        created_at=at,
        expires_at=at + timedelta(days=days),
        submission_key=submission_key,
    )
    try:
        with transaction.atomic():
            key.save(force_insert=True)
    except IntegrityError:
        if earlier := ApiKey.already_submitted(submission_key):
            return earlier, ""
        raise
    return key, token


@transaction.atomic
def revoke_api_key(*, key: ApiKey, by: User, at: datetime) -> ApiKey:
    """End a key at once. Ending it twice changes nothing."""
    row = ApiKey.objects.select_for_update().get(pk=key.pk)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = at, by
        row.save(update_fields=["revoked_at", "revoked_by"])
    return row


def find_usable_key(token: str, *, at: datetime) -> ApiKey | None:
    """The key of a token, if it may be used now; that it was used is noted once a minute."""
    if not token.startswith(PREFIX) or len(token) > 100:
        return None
    key = ApiKey.objects.usable(at).select_related("user__department").filter(token_hash=token_hash(token)).first()
    if key is not None and (key.last_used_at is None or key.last_used_at < at - USE_NOTED_EVERY):
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=at - USE_NOTED_EVERY)
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=at)
    return key


def purge_api_answers(*, at: datetime) -> int:
    """Forget what calls were answered more than a day ago."""
    return ApiAnswer.objects.filter(created_at__lt=at - ANSWERS_KEPT).delete()[0]
