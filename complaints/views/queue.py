from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from accounts.permissions import staff_required
from accounts.saved_views import ViewBar, bar_for, opening_address, remembered_columns
from common.addresses import address_of
from common.cells import Cells
from common.columns import Column
from common.counts import count_of
from common.paging import KeysetPage
from complaints import columns, queries
from complaints.listing import COMPLAINTS, FIRST_TAB, TAB_NAMES, listing_of, orders_of
from complaints.models import Complaint
from complaints.steps_offered import one_click_step
from jobs.bulk import actions_for

FITS = 18  # letters; what is longer may be cut in a row and shows in full under the mouse
EMPTY = {
    "mine": _("You have no open complaint. Take one of those nobody works on yet."),
    "unassigned": _("Every open complaint has an officer."),
    "today": _("Nothing more is due today."),
    "overdue": _("Nothing is overdue."),
    "waiting": _("We wait for no customer."),
    "open": _("There is no open complaint. Silence is not proof of satisfaction: ask customers how it was."),
    "all": _("No complaint yet. Silence is not proof of satisfaction: make it easy to complain."),
}


@dataclass(frozen=True)
class Tab:
    label: Any
    url: str
    is_current: bool
    tally: str = ""


@staff_required
@require_safe
def complaint_list(request: HttpRequest) -> HttpResponse:
    """The work queue. Tab, filters and order are in the address; htmx gets the results alone."""
    if address := opening_address(request, COMPLAINTS):
        return HttpResponseRedirect(address)
    listing = listing_of(request.GET, user=request.user, at=timezone.now())
    asked = request.GET.getlist("columns")
    shown = shown_columns(request, request.GET)
    page = KeysetPage(columns.prepared(listing.rows, shown), order=listing.order, params=request.GET)
    bar, cells = _bar(request, listing.tab), cells_beside(shown)
    chips = listing.filter.chips()
    context = {
        "tab": listing.tab,
        "bar": bar,
        "filter": listing.filter,
        "chips": chips,
        "clear_url": f"?tab={listing.tab}",
        "page": page,
        "rows": [row_of(complaint, cells, bar.query, page.cursor_of(complaint)) for complaint in page],
        "orders": orders_of(listing.tab),
        "sort": listing.sort,
        "columns": shown,
        "asked_columns": [column.name for column in shown] if asked else [],
        "available": columns.COLUMNS,
        "count": count_of(listing.rows),
        "actions": actions_for(COMPLAINTS.key, request.user),
        "export_query": urlencode({"action": "export", "all": "1", "query": bar.query}),
        "empty": _("No complaint matches these filters.") if chips else EMPTY[listing.tab],
    }
    status = 200 if listing.filter.form.is_valid() else 422
    if not request.htmx:
        return render(request, "complaints/complaint_list.html", context, status=status)
    response = render(request, "complaints/_results.html", context, status=status)
    return push_url(response, bar.address(request.GET))


def _bar(request: HttpRequest, current: str) -> ViewBar:
    """The tabs of the queue and then the pinned views, in one row."""
    bar = bar_for(request, COMPLAINTS)
    counts = queries.tab_counts(user=request.user, at=timezone.now())
    # Filters stay when the tab is changed; those of a saved view belong to it.
    kept = QueryDict(mutable=True) if bar.current else request.GET.copy()
    for name in ("after", "before", "view", "sort"):
        kept.pop(name, None)
    tabs = []
    for name, label in TAB_NAMES.items():
        kept["tab"] = name
        is_current = bar.current is None and name == current
        tally = queries.tallied(counts[name]) if name in counts else ""
        tabs.append(Tab(label, f"?{kept.urlencode()}", is_current, tally))
    return replace(bar, tabs=[*tabs, *bar.tabs[1:]])


def shown_columns(request: HttpRequest, params: QueryDict) -> list[Column]:
    """The columns an address asks for, or those this person always sees."""
    asked = params.getlist("columns") or remembered_columns(request.user, COMPLAINTS.key)
    return columns.chosen(asked, columns.columns_for(request.user), tab=params.get("tab", FIRST_TAB))


def cells_beside(shown: Sequence[Column]) -> Cells:
    return Cells(shown, fits=FITS)


def row_of(complaint: Complaint, cells: Cells, query: str, cursor: str) -> dict[str, Any]:
    """What one row shows; its link carries the list and the place in it, so that one can walk on from there."""
    walk = urlencode({"list": query, "at": cursor})
    return {
        "complaint": complaint,
        "cells": cells.of(complaint),
        "url": f"{_address('detail', complaint)}?{walk}",
        "step": one_click_step(complaint),
        **{f"{name}_url": _address(name, complaint) for name in ("take", "assign", "status")},
    }


def _address(view: str, complaint: Complaint) -> str:
    return address_of(f"complaints:complaint_{view}", complaint.reference)
