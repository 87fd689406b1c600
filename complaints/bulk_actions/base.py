from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import User
from common.formats import number
from complaints.listing import COMPLAINTS, found_by
from complaints.models import ComplaintQuerySet
from jobs.bulk import BulkList, Preview

# Each complaint has clocks, and perhaps a letter, of its own: a piece is as long as a few seconds allow.
PIECE = 100


def complaints_found(query: str, user: User) -> ComplaintQuerySet:
    """The rows of a selection: never more than this person may know of. Without a query all tabs are meant."""
    return found_by(query or "tab=all", user, at=timezone.now())


def counted(count: int) -> str:
    return ngettext("%(count)s complaint", "%(count)s complaints", count) % {"count": number(count)}


def previewed(changes: int, *excluded: tuple[Any, int], warning: str = "") -> Preview:
    """A preview that names only reasons for which something is left out."""
    reasons: Sequence[tuple[Any, int]] = [(reason, count) for reason, count in excluded if count]
    return Preview(changes, reasons, warning)


def has_confidential(rows: Any) -> bool:
    """Then a title like "Assign 3 complaints" tells whoever finds two of them that there is a third."""
    return bool(rows.filter(is_restricted=True).exists())


COMPLAINT_LIST = BulkList(COMPLAINTS.key, complaints_found, counted, has_confidential)
