from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.palette import can_recall
from accounts.permissions import public, staff_required
from accounts.services import note_opened, save_preferences
from crm_site import health, pages
from crm_site.api import api
from crm_site.api_docs import groups_of, marked


@staff_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What must I do now: today's work for everybody, and the overview for managers."""
    return render(request, "crm_site/home.html", pages.home_of(request.user))


@staff_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything by one text; as a fragment for the search box and the palette, else as a page."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    limit = 6 if request.htmx else 25
    template = "crm_site/_search_hits.html" if request.htmx else "crm_site/search.html"
    return render(request, template, {"q": text, **pages.search_of(request.user, text, limit=limit)})


@staff_required
@require_POST
def search_opened(request: HttpRequest) -> HttpResponse:
    """Pages of records tell that they were opened; looking at a page changes nothing by itself."""
    kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
    if "\x00" in kind + key or not can_recall(request.user, kind, key):
        raise Http404
    note_opened(user=request.user, kind=kind, key=key, at=timezone.now())
    return HttpResponse(status=204)


@public
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"process": True})


@public
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    checks = health.checks()
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language: in a cookie for everybody, and on the user when signed in."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", secure=settings.SECURE
        )
        if request.user.is_authenticated:
            save_preferences(user=request.user, language=language)
    return response


@public
@require_safe
def api_schema(request: HttpRequest) -> JsonResponse:
    """The description of the API as OpenAPI has it; the same on every site, so it needs no key."""
    return JsonResponse(api.described(), json_dumps_params={"indent": 1})


@public
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """The same description as a page to read."""
    return render(
        request, "crm_site/api_docs.html", {"groups": groups_of(api.described()), "about": marked(api.description)}
    )
