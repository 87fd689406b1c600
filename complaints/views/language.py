"""The language of the pages for customers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation


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
