"""The work queue as an address says it: tab, filters and order, the same for the page, files and walking through it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.saved_views import SavedList
from common.errors import AppError
from complaints import queries
from complaints.filters import ComplaintFilter
from complaints.models import Complaint, ComplaintQuerySet

LAYOUT = ("sort", "columns", "tab")
FIRST_TAB = "mine"
TAB_NAMES: Mapping[str, Any] = MappingProxyType(
    {
        "mine": _("Mine"),
        "unassigned": _("Unassigned"),
        "today": _("Due today"),
        "overdue": _("Overdue"),
        "waiting": _("Waiting"),
        "open": _("All open"),
        "all": _("All"),
    }
)
# Further orders of a tab. The whole history is not sorted by due time: only what is open has one.
ORDERS: Mapping[str, tuple[Any, tuple[str, ...]]] = MappingProxyType(
    {
        "due": (_("Most pressing first"), ("next_due_at", "id")),
        "-due": (_("Least pressing first"), ("-next_due_at", "-id")),
        "-received": (_("Newest first"), ("-received_at", "-id")),
        "received": (_("Oldest first"), ("received_at", "id")),
    }
)
USUAL_SORT = {"waiting": "", "all": "-received"}


@dataclass(frozen=True)
class Listing:
    """One tab of the queue under filters and in an order."""

    tab: str
    sort: str
    filter: ComplaintFilter
    rows: ComplaintQuerySet

    @property
    def order(self) -> tuple[str, ...]:
        return ORDERS[self.sort][1] if self.sort in ORDERS else queries.TABS[self.tab]


def orders_of(tab: str) -> dict[str, Any]:
    """The orders one may choose, with their labels."""
    fitting = (key for key in ORDERS if tab != "all" or not key.endswith("due"))
    own = {"": _("Waiting longest first")} if tab == "waiting" else {}
    return own | {key: ORDERS[key][0] for key in fitting}


def listing_of(params: QueryDict, *, user: User, at: datetime) -> Listing:
    """What an address finds for this person; unknown tabs and orders are the usual ones, wrong filters find nothing."""
    tab, sort = _layout_of(params)
    found = ComplaintFilter(params, queries.tab_rows(user=user, tab=tab, at=at), user=user)
    rows = found.qs if found.form.is_valid() else Complaint.objects.none()
    return Listing(tab, sort, found, rows)


def order_of(params: QueryDict) -> tuple[str, ...]:
    """The fields by which an address sorts."""
    tab, sort = _layout_of(params)
    return ORDERS[sort][1] if sort in ORDERS else queries.TABS[tab]


def _layout_of(params: QueryDict) -> tuple[str, str]:
    tab = params.get("tab", FIRST_TAB)
    tab = tab if tab in TAB_NAMES else FIRST_TAB
    asked = params.get("sort", "")
    return tab, asked if asked in orders_of(tab) else USUAL_SORT.get(tab, "due")


def known_parameters(user: User) -> list[str]:
    """What of the address of the queue may be saved."""
    return [*ComplaintFilter.base_filters, *LAYOUT]


def in_words(query: QueryDict, user: User) -> list[str]:
    """Tab, filters and order of a query, a line each."""
    tab = query.get("tab", FIRST_TAB)
    words = [gettext("Tab: %(tab)s") % {"tab": TAB_NAMES.get(tab, TAB_NAMES[FIRST_TAB])}]
    words += [chip.label for chip in ComplaintFilter(query, user=user).chips()]
    sort = query.get("sort", "")
    return [*words, gettext("Order: %(order)s") % {"order": ORDERS[sort][0]}] if sort in ORDERS else words


def found_by(query: str, user: User, *, at: datetime) -> ComplaintQuerySet:
    """The rows of a saved query; refused when a filter is gone, for without it there would be more of them."""
    data = QueryDict(query)
    listing = listing_of(data, user=user, at=at)
    is_lost = any(name not in listing.filter.filters and name not in LAYOUT for name in data)
    if is_lost or not listing.filter.form.is_valid():
        raise AppError(gettext("One of the filters is no longer there. Open the list again."))
    return listing.rows


COMPLAINTS = SavedList(
    key="complaints",
    label=_("Complaints"),
    all_label=_("Work queue"),
    view="complaints:complaint_list",
    known=known_parameters,
    describe=in_words,
    defaults={"tab": FIRST_TAB},
)
