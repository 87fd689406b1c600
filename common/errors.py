"""Errors that a person caused and can mend. Their text is shown, so it is translated and says what to do."""

from collections.abc import Mapping
from typing import Any


class AppError(Exception):
    """Base of every refusal by a service: a translatable sentence, and the form field it is about, if one."""

    def __init__(self, message: Any, *, field: str | None = None):
        super().__init__(str(message))
        self.message = message
        self.field = field


class NotAllowed(AppError):
    """The person may not do this, in this state or at all."""


class StaleRecord(AppError):
    """Somebody else saved the record meanwhile. `current` holds the stored values by field name."""

    def __init__(self, message: Any, *, current: Mapping[str, Any]):
        super().__init__(message)
        self.current = current
