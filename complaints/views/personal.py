"""What all pages for customers have in common."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.permissions import public

View = Callable[..., HttpResponse]


def personal_page(*methods: str) -> Callable[[View], View]:
    """A page for customers: no sign-in, never cached or indexed, and its address told to nobody.

    No CSRF token: nothing hangs on a session that a stranger could misuse, and under "no-referrer" browsers send the
    origin "null", which that check would refuse.
    """

    def decorate(view: View) -> View:
        @public
        @csrf_exempt
        @never_cache
        @require_http_methods(methods)
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            response = view(request, *args, **kwargs)
            response["Referrer-Policy"] = "no-referrer"
            response["X-Robots-Tag"] = "noindex, nofollow"
            response._has_been_logged = True  # Django would write the address, and with it the token, into the log
            return response

        return guarded

    return decorate


def speak(request: HttpRequest, language: str) -> None:
    """The language of the complaint, unless another is asked for in the address; for the rest of this request."""
    if request.GET.get("lang") not in dict(settings.LANGUAGES):
        translation.activate(language)
        request.LANGUAGE_CODE = language


def in_spoken_language(response: HttpResponse) -> HttpResponse:
    response["Content-Language"] = translation.get_language()
    return response


def redirect_in_language(request: HttpRequest, address: str) -> HttpResponseRedirect:
    """Go on in the language that was asked for in the address."""
    asked = request.GET.get("lang")
    mark = "&" if "?" in address else "?"
    return HttpResponseRedirect(f"{address}{mark}lang={asked}" if asked in dict(settings.LANGUAGES) else address)
