"""Who brought us another customer has recommended us: on the way to being an advocate, as if staff had noted it."""

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from customers.enums import EvidenceKind, LinkKind
from customers.evidence import register_evidence
from customers.models import CustomerLink


def referrals() -> "QuerySet[CustomerLink]":
    """Who brought somebody, and since when that tie is; unless the day is known, the one on which it was noted."""
    ties = CustomerLink.objects.filter(kind=LinkKind.REFERRED).order_by()
    rows: QuerySet = ties.values_list(F("other_id"), Coalesce("since", TruncDate("created_at")))
    return rows


def register() -> None:
    register_evidence("referrals", kind=EvidenceKind.RECOMMENDATION, rows=referrals)
