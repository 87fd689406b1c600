"""Refusals as RFC 9457 has them (application/problem+json), in the language that the caller accepts."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.responses import Response

from common.errors import AppError, NotAllowed, StaleRecord

logger = logging.getLogger(__name__)

TITLES = {
    400: gettext_lazy("The request can't be read"),
    401: gettext_lazy("No valid key"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Method not allowed"),
    409: gettext_lazy("Conflict"),
    413: gettext_lazy("Too large"),
    422: gettext_lazy("Not valid"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("Our fault"),
    503: gettext_lazy("Out of order at the moment"),
}
# By the words that pydantic has for what is wrong with a value.
SENTENCES = {
    "missing": gettext_lazy("This field is required."),
    "extra_forbidden": gettext_lazy("There is no such field."),
    "string_type": gettext_lazy("Give a text."),
    "string_unicode": gettext_lazy("This text contains a character that can't be stored."),
    "string_too_long": gettext_lazy("At most %(max_length)s characters fit here."),
    "too_long": gettext_lazy("At most %(max_length)s fit here."),
    "too_short": gettext_lazy("Give at least one."),
    "list_type": gettext_lazy("Give a list."),
    "dict_type": gettext_lazy("Give an object."),
    "model_attributes_type": gettext_lazy("Give an object."),
    "model_type": gettext_lazy("Give an object."),
    "int_type": gettext_lazy("Give a whole number."),
    "int_parsing": gettext_lazy("Give a whole number."),
    "int_parsing_size": gettext_lazy("This number is too large."),
    "int_from_float": gettext_lazy("Give a whole number."),
    "bool_type": gettext_lazy("Give true or false."),
    "bool_parsing": gettext_lazy("Give true or false."),
    "decimal_type": gettext_lazy("Give an amount like 1250000.50."),
    "decimal_parsing": gettext_lazy("Give an amount like 1250000.50."),
    "finite_number": gettext_lazy("Give an amount like 1250000.50."),
    "decimal_max_digits": gettext_lazy("This number is too large."),
    "decimal_max_places": gettext_lazy("At most two decimals fit here."),
    "decimal_whole_digits": gettext_lazy("This number is too large."),
    "greater_than_equal": gettext_lazy("This number is too small."),
    "less_than_equal": gettext_lazy("This number is too large."),
    "enum": gettext_lazy("Give one of: %(expected)s."),
    "literal_error": gettext_lazy("Give one of: %(expected)s."),
    "uuid_parsing": gettext_lazy("Give a UUID."),
}
_SOURCES = {"body", "query", "path", "header"}


class Refused(Exception):
    """A refusal of the API itself: status, a sentence, and what else the answer shall hold."""

    def __init__(self, status: int, detail: Any, *, errors: Sequence[Mapping[str, Any]] = (), **extra: Any):
        super().__init__(str(detail))
        self.status, self.detail, self.errors, self.extra = status, detail, errors, extra


def problem(
    request: HttpRequest, status: int, detail: Any, errors: Iterable[Mapping[str, Any]] = (), **extra: Any
) -> HttpResponse:
    """The answer: what kind of problem, what to do about it, each field at fault, and the number it has in our log."""
    body = {
        "type": "about:blank",
        "title": str(TITLES.get(status, status)),
        "status": status,
        "detail": str(detail),
        "reference": getattr(request, "reference", ""),
    }
    if errors := [{"field": str(one["field"]), "message": str(one["message"])} for one in errors]:
        body["errors"] = errors
    return Response({**body, **extra}, status=status, content_type="application/problem+json")


def add_handlers(api: NinjaAPI) -> None:
    """Have every way to fail answered by a problem; what we did not expect is logged."""
    for kind, answer in (
        (Refused, _refused),
        (StaleRecord, _stale),
        (NotAllowed, _not_allowed),
        (AppError, _app_error),
        (ValidationError, _invalid),
        (HttpError, _http_error),
        (Http404, _not_found),
        (ObjectDoesNotExist, _not_found),
        (PermissionDenied, _forbidden),
        (OperationalError, _away),
        (InterfaceError, _away),
        (Exception, _failed),
    ):
        api.add_exception_handler(kind, answer)


def field_errors(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """What pydantic found, by the names of the request's own fields and in our words."""
    return [{"field": _field(one.get("loc", ())), "message": _sentence(one)} for one in errors]


def _field(location: Sequence[Any]) -> str:
    """ "transactions.0.amount": without the source and the name that the body has in our code."""
    parts = [str(part) for part in location]
    if parts and parts[0] in _SOURCES:
        parts = parts[2:] if parts[0] == "body" else parts[1:]
    return ".".join(parts)


def _sentence(error: Mapping[str, Any]) -> str:
    kind = error.get("type", "")
    if kind == "app":
        return str(error.get("msg", ""))
    sentence = SENTENCES.get(kind)
    try:
        return str(sentence) % (error.get("ctx") or {}) if sentence else _("This value can't be understood.")
    except (KeyError, TypeError, ValueError):
        return _("This value can't be understood.")


def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problem(request, error.status, error.detail, error.errors, **error.extra)


def _stale(request: HttpRequest, error: StaleRecord) -> HttpResponse:
    return problem(request, 409, error.message, current=_plain(error.current))


def _not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    return problem(request, 409, error.message)


def _app_error(request: HttpRequest, error: AppError) -> HttpResponse:
    errors = [{"field": error.field, "message": error.message}] if error.field else []
    return problem(request, 422, error.message, errors)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(request, 422, _("Some fields are not as they should be."), field_errors(error.errors))


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja's own refusals: a body that is no JSON."""
    return problem(request, error.status_code, _("The body must be JSON, as the description of the API has it."))


def _not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(request, 404, _("There is nothing under this address."))


def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(request, 403, _("The person who made this key may not do that."))


def _away(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("503 %s: %s", request.path, error)
    response = problem(request, 503, _("Try again in a moment."))
    response["Retry-After"] = "10"
    return response


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("500 %s", request.path, exc_info=error)
    return problem(request, 500, _("Nothing was written. The reference tells us what happened."))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values as JSON has them; records by id."""
    return {name: value.pk if hasattr(value, "pk") else value for name, value in values.items()}
