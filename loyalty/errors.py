from django.utils.translation import ngettext

from common.errors import AppError
from common.formats import number


class NotEnoughPoints(AppError):
    """A booking would take more points than there are. `missing` says how many more are needed."""

    def __init__(self, missing: int):
        self.missing = missing
        sentence = ngettext(
            "The balance is too low: %(count)s more point is needed.",
            "The balance is too low: %(count)s more points are needed.",
            missing,
        )
        super().__init__(sentence % {"count": number(missing)})
