"""Pages behind a personal link: for customers, who have no account."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts.permissions import public

View = Callable[..., HttpResponse]


def personal_page(*methods: str) -> Callable[[View], View]:
    """A page for customers: no sign-in, never cached or indexed, and its address told to nobody.

    No CSRF token: the address itself is the secret, nothing hangs on a session that a stranger could misuse, and under
    "no-referrer" browsers send the origin "null", which that check would refuse.
    """

    def decorate(view: View) -> View:
        @public
        @csrf_exempt
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods:
                response = view(request, *args, **kwargs)
            else:
                status = 204 if request.method == "OPTIONS" else 405
                response = HttpResponse(status=status, headers={"Allow": ", ".join(methods)})
            response["Referrer-Policy"] = "no-referrer"
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return guarded

    return decorate
