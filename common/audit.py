"""The audit trail: every change of a tracked table is copied to an event table by the database itself."""

from collections.abc import Callable
from typing import Any

import pghistory
from django.db import models


def audited(*, exclude: list[str] | None = None, **options: Any) -> Callable[[type[models.Model]], type[models.Model]]:
    """Class decorator: record each insert, update and delete, with the user and request of the moment.

    Statement-level triggers do it, so bulk SQL can't bypass them; event tables refuse to be changed themselves.
    """
    return pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=exclude, **options
    )
