"""Taking the words of rows whose time is over, with all that belongs to the rows."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model, Q

from accounts.queries import audited_models
from accounts.services import redaction
from privacy.periods import words_of
from privacy.services.erasing import erase_rows


def erase_words(model: type[Model], *, told: Q | None = None) -> Callable[[Sequence[Any], datetime], int]:
    """How the words of a table go: as its holding says, from what belongs to its rows too, and from their trails.

    Only rows that fit `told` are counted: nothing may tell of the others.
    """

    def erase(ids: Sequence[Any], at: datetime) -> int:
        rows: Any = model._base_manager.filter(pk__in=list(ids))
        counted = rows.filter(told).count() if told is not None else len(ids)
        with redaction(reason=f"retention: {model._meta.model_name}", by=None, at=at) as redactor:
            for holding, way in words_of(model):
                erase_rows(holding, holding.model._base_manager.filter(**{f"{way}__in": list(ids)}), redactor)
            for holding, way in words_of(model):
                if holding.label in audited_models():
                    key = "pgh_obj_id" if way == "pk" else f"{way}_id"
                    redactor.redact_events(holding.model, Q(**{f"{key}__in": list(ids)}))
        return counted

    return erase
