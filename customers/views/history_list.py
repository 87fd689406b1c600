"""The history as pages show it: what of it the address asks for, and the ways on."""

from typing import Any

from django.http import HttpRequest, QueryDict

from customers.forms.history import HistoryForm
from customers.models import Customer
from customers.queries.timeline import Place, timeline_of

_PLACES = ("before", "after")


def history_of(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """Context of customers/_timeline.html and of its parts."""
    form = HistoryForm(request.GET)
    before, after = (Place.read(request.GET.get(name, "")) for name in _PLACES)
    read = {"user": request.user, "wanted": form.wanted}
    page = timeline_of(customer, **read, before=before or form.place, after=after)
    if after and not page.items:  # nothing newer: from the top
        page = timeline_of(customer, **read)
    return {
        "history_form": form,
        "timeline": page,
        "older": _address(request.GET, before=page.older) if page.older else "",
        "newer": _address(request.GET, after=page.newer) if page.newer else "",
        "history_query": narrowing(request.GET),
    }


def narrowing(params: QueryDict) -> str:
    """What the address says of the history, without the place in it."""
    return _address(params)


def _address(params: QueryDict, **places: Place) -> str:
    kept = QueryDict(mutable=True)
    for name in HistoryForm.base_fields:
        kept.setlist(name, [value for value in params.getlist(name) if value])
    for name, place in places.items():
        kept[name] = str(place)
    return kept.urlencode()
