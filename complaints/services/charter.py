"""Publishing the words of the service charter. Each publication is a version that stays."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import StaleRecord
from complaints.models import CharterVersion

PUBLISHING = 7_205_759_413
WORDS = ("vision_id", "vision_en", "promise_id", "promise_en", "channels_id", "channels_en")


@transaction.atomic
def publish_charter(*, expected: int, shows_performance: bool, at: datetime, by: User, **words: str) -> CharterVersion:
    """Publish new words; `expected` is the version that they were written on top of (0 for none).

    Saying the same again makes no version. Raises StaleRecord where somebody published meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING])
    current = CharterVersion.current()
    if (current.pk or 0) != expected:
        raise StaleRecord(
            _("Somebody else published the charter meanwhile. Nothing of yours is lost: compare and publish again."),
            current={**{name: getattr(current, name) for name in WORDS}, "version": current.pk or 0},
        )
    fresh = CharterVersion(shows_performance=shows_performance, published_at=at, published_by=by, **words)
    is_same = all(getattr(fresh, name) == getattr(current, name) for name in (*WORDS, "shows_performance"))
    if current.pk and is_same:
        return current
    fresh.save(force_insert=True)
    return fresh
