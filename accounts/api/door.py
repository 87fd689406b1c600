"""The door of the API: who comes in, how often, and whether the same was asked before."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

import pghistory
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from accounts.api.problems import problem
from accounts.models import ApiAnswer, ApiKey
from accounts.permissions import public
from accounts.services import find_usable_key
from common.throttle import is_too_often

CALLS_A_MINUTE = 600
LONGEST_IDEMPOTENCY_KEY = 200
SAFE = ("GET", "HEAD", "OPTIONS")

View = Callable[..., HttpResponse]


def gate(view: View) -> View:
    """Let calls with a usable key through, in the name of its maker; no cookie counts here.

    What changes something is one transaction, undone as a whole when it is refused. With the header Idempotency-Key
    the same call sent again within a day gets the first answer.
    """

    @public
    @csrf_exempt
    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = find_usable_key(_token(request), at=timezone.now())
        if key is None:
            response = problem(request, 401, _("Send a valid key in the header Authorization: Bearer …"))
            response["WWW-Authenticate"] = "Bearer"
        elif int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            response = problem(request, 413, _("A body has at most 5 MB. Send less at a time."))
        elif is_too_often(what="api", who=str(key.pk), limit=CALLS_A_MINUTE, seconds=60):
            response = problem(request, 429, _("At most %(n)s calls a minute. Wait a little.") % {"n": CALLS_A_MINUTE})
            response["Retry-After"] = "60"
        else:
            _come_in(request, key)
            response = _answer(request, key, view, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return gated


def _token(request: HttpRequest) -> str:
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _come_in(request: HttpRequest, key: ApiKey) -> None:
    """From here on the request is the maker's, and changes are noted with the key."""
    request.user, request.api_key = key.user, key  # type: ignore[attr-defined]
    match = request.resolver_match
    source = f"API ({key.name}) {match.url_name if match else ''}"
    pghistory.context(user=key.user.pk, page=source[:120], api_key=key.pk)


def _answer(request: HttpRequest, key: ApiKey, view: View, *args: Any, **kwargs: Any) -> HttpResponse:
    if request.method in SAFE:
        return _as_problem(request, view(request, *args, **kwargs))
    idempotency_key = request.headers.get("Idempotency-Key", "")
    if len(idempotency_key) > LONGEST_IDEMPOTENCY_KEY or not idempotency_key.isprintable():
        return problem(request, 400, _("An Idempotency-Key has at most 200 plain characters."))
    with transaction.atomic():
        kept = _claim(request, key, idempotency_key) if idempotency_key else None
        if kept is not None and kept.status is not None:
            return _again(request, kept)
        response = _as_problem(request, view(request, *args, **kwargs))
        if response.status_code >= 400:
            transaction.set_rollback(True)
        elif kept is not None:
            ApiAnswer.objects.filter(pk=kept.pk).update(status=response.status_code, body=response.content)
    return response


def _claim(request: HttpRequest, key: ApiKey, idempotency_key: str) -> ApiAnswer:
    """The row of this call: a new one, or the one of the call that came first (after it has ended)."""
    row = ApiAnswer(api_key=key, idempotency_key=idempotency_key, request_hash=_hash(request))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return ApiAnswer.objects.get(api_key=key, idempotency_key=idempotency_key)
    return row


def _hash(request: HttpRequest) -> bytes:
    asked = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(asked + request.body).digest()


def _again(request: HttpRequest, kept: ApiAnswer) -> HttpResponse:
    if bytes(kept.request_hash) != _hash(request):
        return problem(request, 422, _("This Idempotency-Key was used for another call. Take a new one."))
    response = HttpResponse(bytes(kept.body or b""), status=kept.status, content_type="application/json; charset=utf-8")
    response["Idempotency-Replayed"] = "true"
    return response


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Ninja's plain answer to a wrong method, as a problem too."""
    if response.status_code != 405:
        return response
    refused = problem(request, 405, _("This address knows: %(methods)s.") % {"methods": response["Allow"]})
    refused["Allow"] = response["Allow"]
    return refused
