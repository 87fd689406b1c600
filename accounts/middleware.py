"""Sign-in, second factor, language and the audit context of every request."""

from typing import Any

import pghistory
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from pghistory.middleware import HistoryMiddleware

from accounts.models import Organisation
from accounts.unsent import keep_unsent

OPEN_VIEW_NAMES = {"set_language"}


class UserLocaleMiddleware:
    """The organisation (read at most once a request) and the language.

    In this order: `?lang=` on the address, the user's choice, the cookie, the browser's wish, the default.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.organisation = SimpleLazyObject(Organisation.load)
        language = self.language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        try:
            response = self.get_response(request)
        finally:
            translation.deactivate()
        response.headers.setdefault("Content-Language", language)
        return response

    def language_of(self, request: HttpRequest) -> str:
        known = dict(settings.LANGUAGES)
        asked = request.GET.get("lang", "")
        if asked in known:
            return asked
        chosen = getattr(request.user, "language", "")
        if chosen in known:
            return chosen
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return cookie if cookie in known else translation.get_language_from_request(request)


class SignInRequiredMiddleware:
    """Deny by default: a view is open to strangers only when it is marked `@public` or is a sign-in page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if request.user.is_authenticated or is_open(request, view):
            return None
        keep_unsent(request)
        response = redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if getattr(request, "htmx", False):
            # A fragment can't show the sign-in page; send the whole page there.
            return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
        return response


def is_open(request: HttpRequest, view) -> bool:
    match = request.resolver_match
    return (
        getattr(view, "is_public", False)
        or (match is not None and match.view_name in OPEN_VIEW_NAMES)
        or view.__module__.startswith("allauth.")
    )


class SecondFactorMiddleware:
    """Who has a role that needs a second factor sets one up before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not request.user.is_authenticated or is_open(request, view) or self.has_second_factor(request):
            return None
        return redirect("mfa_index")

    def has_second_factor(self, request: HttpRequest) -> bool:
        if request.session.get("second_factor_ready"):
            return True
        if request.user.role not in request.organisation.second_factor_roles:
            return True
        ready = request.user.authenticator_set.exclude(type="recovery_codes").exists()
        if ready:
            request.session["second_factor_ready"] = True
        return ready


class AuditContextMiddleware(HistoryMiddleware):
    """Every change made by a request carries its user, page and reference (never an address: it may hold a token)."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {"user": request.user.pk, "reference": getattr(request, "reference", "")}

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        pghistory.context(page=request.resolver_match.view_name)
