"""One segment chosen in the address of a page of figures: `?segment=` is the key of a saved view of the list."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from accounts.models import SavedView
from common.errors import AppError
from customers.models import Customer
from customers.segments import customers_in, records_in, segments_for


@dataclass(frozen=True)
class SegmentChoice:
    """What there is to choose, what is chosen, and why it can't be told any more where that is so."""

    options: list[SavedView]
    current: SavedView | None = None
    customers: "QuerySet[Customer] | None" = None
    problem: str = ""

    @property
    def records(self) -> "QuerySet[Customer] | None":
        """The chosen customers with the records folded into them."""
        return None if self.customers is None else records_in(self.customers)

    @property
    def query(self) -> str:
        """How an address says it."""
        return f"segment={self.current.pk}" if self.current else ""


def chosen_segment(request: HttpRequest) -> SegmentChoice:
    """The segments this person may use, and the one asked for; 404 for one they may not know of.

    Figures of everybody under the name of a group would be a lie, so a segment that has lost a filter finds nobody
    and says why.
    """
    options = list(segments_for(request.user).order_by("name", "pk"))
    asked = request.GET.get("segment", "")
    if not asked:
        return SegmentChoice(options)
    current = next((view for view in options if str(view.pk) == asked), None)
    if current is None:
        raise Http404
    try:
        return SegmentChoice(options, current, customers_in(current))
    except AppError as error:
        return SegmentChoice(options, current, Customer.objects.none(), str(error))
