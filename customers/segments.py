"""Saved views of the list of customers, and the groups of people they stand for.

A segment is a saved view used as a group: for a survey, a programme, a figure. It is evaluated by the filters of the
list, each time anew, so it is always current. What it means depends on nobody who looks: "looked after by me" is
the owner of the view. Two kinds of views are no segments: those that search by text, which rank what is alike and
decide nothing, and those with a filter that is no longer there, for leaving it out would silently take in more people.
"""

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import SavedView, User
from accounts.saved_views import SavedList
from common.counts import Count, count_of
from common.errors import AppError
from customers.filters import CustomerFilter
from customers.models import Customer
from customers.queries.listing import order_of

LAYOUT = ("sort", "columns")


def known_parameters(user: User) -> list[str]:
    """What of the address of the list may be saved."""
    return [*CustomerFilter(user=user).filters, *LAYOUT]


def in_words(query: QueryDict, user: User) -> list[str]:
    """The filters of a query and its order, a line each."""
    found = CustomerFilter(query, user=user)
    sort = query.get("sort", "")
    words = [chip.label for chip in found.chips()]
    return [*words, gettext("Order: %(order)s") % {"order": order_of(sort).label}] if sort else words


CUSTOMERS = SavedList(
    key="customers",
    label=_("Customers"),
    all_label=_("All customers"),
    view="customers:customer_list",
    known=known_parameters,
    describe=in_words,
    defaults={"sort": "name"},
)


def segments_for(user: User) -> "QuerySet[SavedView]":
    """The saved views that this person may use as a segment."""
    views = SavedView.objects.visible_to(user).alive()
    return views.filter(list_key=CUSTOMERS.key).exclude(query__regex=r"(^|&)q=").select_related("owner")


def customers_in(segment: SavedView, *, among: "QuerySet[Customer] | None" = None) -> "QuerySet[Customer]":
    """The current records of a segment, out of `among` if given; raises AppError when it can't be told any more."""
    if segment.deleted_at or segment.list_key != CUSTOMERS.key:
        raise AppError(gettext("The segment “%(name)s” was deleted.") % {"name": segment.name})
    if "q" in QueryDict(segment.query):
        raise AppError(gettext("“%(name)s” searches by text, so it is no segment.") % {"name": segment.name})
    found = found_by(segment.query, segment.owner, among=among)
    if found is None:
        raise AppError(
            gettext("The segment “%(name)s” uses a filter that is no longer there.") % {"name": segment.name}
        )
    return found


def records_in(customers: "QuerySet[Customer]") -> "QuerySet[Customer]":
    """These customers with the records folded into them: what was noted at any of these is theirs."""
    chosen = customers.order_by().values("pk")
    return Customer.objects.filter(Q(pk__in=chosen) | Q(merged_into__in=chosen)).order_by()


def query_of(segment: SavedView) -> str:
    """The filters of a segment as they mean the same for whoever uses them: "me" is the owner of the view."""
    query = QueryDict(segment.query, mutable=True)
    for name in LAYOUT:
        query.pop(name, None)
    if query.get("owner") == "me":
        query["owner"] = str(segment.owner_id)
    return query.urlencode()


def found_by(query: str, user: User, *, among: "QuerySet[Customer] | None" = None) -> "QuerySet[Customer] | None":
    """The customers a canonical query finds; None when one of its filters is not there or makes no sense any more."""
    data = QueryDict(query)
    found = CustomerFilter(data, among, user=user)
    is_lost = any(name not in found.filters and name not in LAYOUT for name in data)
    return None if is_lost or not found.form.is_valid() else found.qs


def size_of(segment: SavedView) -> Count:
    """How many customers a segment has now: exact up to ten thousand, else about."""
    return count_of(customers_in(segment))
