"""Pages behind a personal link: for customers, who have no account."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from accounts.permissions import public

View = Callable[..., HttpResponse]


def personal_page(*methods: str, keeps_blank: bool = False) -> Callable[[View], View]:
    """A page for customers: no sign-in, never cached or indexed, and its address told to nobody.

    No CSRF token: the address itself is the secret, nothing hangs on a session that a stranger could misuse, and under
    "no-referrer" browsers send the origin "null", which that check would refuse.

    With `keeps_blank` the browser may keep the form nobody has filled in yet: who goes back and sends once more then
    sends the same form, which is taken once.
    """

    def decorate(view: View) -> View:
        @public
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods:
                response = view(request, *args, **kwargs)
            else:
                status = 204 if request.method == "OPTIONS" else 405
                response = HttpResponse(status=status, headers={"Allow": ", ".join(methods)})
            if keeps_blank and request.method == "GET" and response.status_code == 200:
                response["Cache-Control"] = "private, no-cache"
            else:
                add_never_cache_headers(response)
            response["Referrer-Policy"] = "no-referrer"
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return guarded

    return decorate
