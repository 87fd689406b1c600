"""What narrows the list of customers by their marks of character."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.filters import YesNo
from customers.filters import register_filters
from guide.models import CharacterMark


def filters_of(_user: User) -> Mapping[str, django_filters.Filter]:
    return {"mark_review": YesNo(label=_("A mark is to be reviewed"), method=_with_mark_to_review)}


def _with_mark_to_review(rows: QuerySet, name: str, value: Any) -> QuerySet:
    """Somebody should say whether a mark is still so; marks of folded records count for the survivor."""
    due = CharacterMark.objects.filter(ended_at__isnull=True, review_on__lte=timezone.localdate())
    found = Q(pk__in=due.values(record=Coalesce("customer__merged_into", "customer")))
    return rows.filter(found if value == "yes" else ~found)


def register() -> None:
    register_filters("guide", label=_("Handling guide"), build=filters_of)
