"""The outermost layers: a reference for every request, and refusal of malformed input."""

import logging
import re
import secrets
from contextvars import ContextVar

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

_PERSONAL = re.compile(r"(/[clsu]/|/password/reset/key/)[\w-]{16,}")
_reference: ContextVar[str] = ContextVar("request_reference", default="-")

# No view of ours answers to anything else; stock Django would run plain views for TRACE.
KNOWN_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def current_reference() -> str:
    """The reference of the request being answered: what an error page shows and the log line carries."""
    return _reference.get()


class ReferenceFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.reference = current_reference()
        return True


class PersonalAddressFilter(logging.Filter):
    """Leaves the token out of every address that is a key by itself: who reads the log opens nobody's page."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_without_token(part) if isinstance(part, str) else part for part in record.args)
        return True


def _without_token(text: str) -> str:
    return _PERSONAL.sub(r"\1…", text)


class RequestReferenceMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.reference = secrets.token_hex(5)
        token = _reference.set(request.reference)
        try:
            response = self.get_response(request)
            response["X-Request-Reference"] = current_reference()
            return response
        finally:
            _reference.reset(token)


class RefuseMalformedRequestsMiddleware:
    """400 for what no honest client sends and the layers below would trip over (NUL bytes, foreign charsets)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in KNOWN_METHODS:
            return HttpResponseNotAllowed(KNOWN_METHODS)
        charset = request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"
        if charset.lower() not in ("utf-8", "utf8"):
            raise BadRequest("The form was sent in a charset other than UTF-8")
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
            raise BadRequest("NUL byte in the address")
        return self.get_response(request)
