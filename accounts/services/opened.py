from datetime import datetime

from accounts.models import OpenedRecord, User

KEPT = 30


def note_opened(*, user: User, kind: str, key: str, at: datetime) -> None:
    """Remember that this person opened a record; only the last ones are kept.

    Two statements, each for itself, so that two tabs of one person never wait for each other.
    """
    OpenedRecord.objects.bulk_create(
        [OpenedRecord(user=user, kind=kind, key=key, opened_at=at)],
        update_conflicts=True,
        unique_fields=["user", "kind", "key"],
        update_fields=["opened_at"],
    )
    mine = OpenedRecord.objects.filter(user=user)
    mine.exclude(pk__in=mine.values("pk")[:KEPT]).delete()
