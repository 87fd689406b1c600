"""Error pages: a plain sentence, what to do next, and a reference that is in the log. No database is touched."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from crm_site.middleware import current_reference

logger = logging.getLogger(__name__)


def error_page(request: HttpRequest, status: int, template: str | None = None) -> HttpResponse:
    """Render `templates/<status>.html` with the request's reference; without context processors, which may fail too."""
    page = render_to_string(template or f"{status}.html", {"error_reference": current_reference()})
    return HttpResponse(page, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    logger.warning("400 %s: %s", request.path, exception)
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    logger.warning("403 %s: %s", request.path, reason)
    return error_page(request, 403, "403_csrf.html")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when PostgreSQL is away. Connections are checked with each request: the site comes back by itself."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = error_page(request, 503)
        response["Retry-After"] = "10"
        return response
    return error_page(request, 500)
