"""What a key must be allowed for an operation."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase

from accounts.api.problems import Refused
from accounts.enums import ApiScope
from accounts.models import ApiKey


class Bearer(AuthBase):
    """Asks a scope of the key that the gate has found; None asks nothing but a key."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, scope: ApiScope | None = None):
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        key: ApiKey = request.api_key  # type: ignore[attr-defined]
        if self.scope is not None and self.scope not in key.scopes:
            raise Refused(403, _("This key may not do that: it lacks “%(scope)s”.") % {"scope": self.scope.value})
        return key
