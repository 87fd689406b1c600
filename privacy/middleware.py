"""Who looked at whose data, and what was taken along: noted for every page there is and will be."""

import re
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from privacy.enums import AccessKind
from privacy.services import note_access, note_download
from privacy.viewing import route_of

_FILENAME = re.compile(r'filename="?([^";]+)')
# What every list has and no filter is.
_NO_FILTERS = {"after", "before", "size", "sort", "lang", "columns", "view"}


class AccessLogMiddleware:
    """After a page was shown: one statement, for pages that show a customer; another one for downloads."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if request.method == "GET" and response.status_code == 200 and match and isinstance(request.user, User):
            self.note_look(request, match)
            self.note_download(request, response, match)
        return response

    def note_look(self, request: HttpRequest, match) -> None:
        route = route_of(match.route)
        seen = route.find(request, match.kwargs) if route else None
        if route is None or seen is None:
            return
        kind = AccessKind.SEARCH if route.kind == AccessKind.PAGE and came_from_search(request) else route.kind
        note_access(user=request.user, customer_id=seen[0], record_id=seen[1], kind=kind, at=timezone.now())

    def note_download(self, request: HttpRequest, response: HttpResponseBase, match) -> None:
        disposition = response.headers.get("Content-Disposition", "")
        if not disposition.startswith("attachment"):
            return
        name = _FILENAME.search(disposition)
        filters = {key for key, value in request.GET.items() if value} - _NO_FILTERS
        note_download(
            user=request.user,
            view=match.view_name,
            filename=name[1] if name else "",
            filters=filters,
            at=timezone.now(),
        )


def came_from_search(request: HttpRequest) -> bool:
    return urlsplit(request.headers.get("Referer", "")).path == reverse("search")
