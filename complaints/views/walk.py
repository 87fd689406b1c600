"""Walking from one complaint to the next in the order of the list one came from."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import staff_required
from common.paging import RowsBeside
from complaints.listing import COMPLAINTS, in_words, listing_of
from complaints.models import Complaint
from complaints.views.common import find


@dataclass(frozen=True)
class Walk:
    """The neighbours of a complaint in a list; "" at an end."""

    previous_url: str
    next_url: str
    list_url: str
    list_name: str


def walk_of(request: HttpRequest, complaint: Complaint) -> Walk | None:
    """Where to go on from here, as `?list=` (the list) and `?at=` (the place in it) say; None without them.

    The place is that of the moment when the list was shown: a complaint that moved on or left the list since does
    not make one lose one's way.
    """
    if "list" not in request.GET:
        return None
    query = COMPLAINTS.canonical(request.GET["list"][:4000], request.user)
    params = QueryDict(query)
    listing = listing_of(params, user=request.user, at=timezone.now())
    rows = listing.rows.exclude(pk=complaint.pk).only("reference", *(name.lstrip("-") for name in listing.order))
    beside = RowsBeside(rows, order=listing.order, cursor=request.GET.get("at", ""))

    def address(other: Complaint | None) -> str:
        if other is None:
            return ""
        return f"{other.get_absolute_url()}?{urlencode({'list': query, 'at': beside.cursor_of(other)})}"

    list_url = reverse("complaints:complaint_list")
    return Walk(
        previous_url=address(beside.previous),
        next_url=address(beside.next),
        list_url=f"{list_url}?{query}" if query else list_url,
        list_name=" · ".join(in_words(params, request.user)),
    )


@staff_required
@require_safe
def complaint_walk(request: HttpRequest, reference: str) -> HttpResponse:
    """The way on alone, for a page that came back to itself without the list in its address."""
    complaint = find(request, reference)
    if not request.htmx:
        return redirect(complaint)
    return render(request, "complaints/_walk.html", {"walk": walk_of(request, complaint)})
