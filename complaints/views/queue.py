from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.permissions import staff_required
from common.paging import KeysetPage
from complaints import queries
from complaints.filters import ComplaintFilter

TAB_NAMES = {
    "mine": _("Mine"),
    "unassigned": _("Unassigned"),
    "today": _("Due today"),
    "overdue": _("Overdue"),
    "waiting": _("Waiting"),
    "open": _("All open"),
    "all": _("All"),
}
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
    count: int | None


@dataclass(frozen=True)
class Chip:
    label: str
    remove_url: str


@staff_required
@require_safe
def complaint_list(request: HttpRequest) -> HttpResponse:
    """The work queue. Tab and filters are in the address; htmx gets the results alone."""
    at = timezone.now()
    tab = request.GET.get("tab", "mine")
    tab = tab if tab in TAB_NAMES else "mine"
    filters = ComplaintFilter(request.GET, queryset=queries.queue(user=request.user, tab=tab, at=at))
    active = filters.active() if filters.is_valid() else {}
    context = {
        "tab": tab,
        "tabs": _tabs(request, tab, at),
        "filters": filters,
        "more_is_open": bool(active.keys() - set(ComplaintFilter.VISIBLE)),
        "chips": [Chip(label, _address(request.GET, **{name: None})) for name, label in active.items()],
        "clear_url": f"?tab={tab}",
        "page": KeysetPage(filters.qs, order=queries.TABS[tab], params=request.GET),
        "total": filters.qs.count() if active else None,
        "empty": _("No complaint matches these filters.") if active else EMPTY[tab],
        "now": at,
    }
    template = "_results" if request.htmx and not request.htmx.boosted else "complaint_list"
    return render(request, f"complaints/{template}.html", context)


def _tabs(request: HttpRequest, current: str, at) -> list[Tab]:
    counts = queries.tab_counts(user=request.user, at=at)
    return [
        Tab(label, _address(request.GET, tab=name), name == current, counts.get(name))
        for name, label in TAB_NAMES.items()
    ]


def _address(params: QueryDict, **changes: str | None) -> str:
    """This page with some parameters changed or left out, from its first row."""
    query = params.copy()
    for name in ("after", "before", *changes):
        query.pop(name, None)
    query.update({name: value for name, value in changes.items() if value is not None})
    return f"?{query.urlencode()}"
