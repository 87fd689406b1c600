"""The API, put together from the routers of the apps: /api/v1/."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI, Schema

from accounts.api import Bearer, add_handlers, gate
from accounts.models import ApiKey
from complaints.api import router as complaints
from customers.api import routers as registry

VERSION = "1"
PREFIX = f"/api/v{VERSION}/"
SNAPSHOT = settings.BASE_DIR / "docs" / "openapi.json"
DESCRIPTION = """
Read and write the registry from other systems. Each call carries a key in the header `Authorization: Bearer …`;
administrators make keys under Settings → API keys. Refusals are `application/problem+json` with the fields at fault,
in the language of `Accept-Language` (id, en). Lists give a page at a time: `next` is the `after` of the page that
follows. Calls that change something may carry an `Idempotency-Key`: sent again within a day, the same call gets the
same answer. At most 600 calls a minute and key.
"""


class Api(NinjaAPI):
    """Ninja's API whose description also names the scope that each operation asks of a key."""

    def described(self) -> dict[str, Any]:
        schema = self.get_openapi_schema(path_prefix=PREFIX.lstrip("/"))
        for router in self._get_bound_routers():
            for view in router.path_operations.values():
                for operation in view.operations:
                    self._name_scope(schema, operation)
        return dict(schema)

    def _name_scope(self, schema: dict[str, Any], operation: Any) -> None:
        wanted = self.get_openapi_operation_id(operation)
        scope = next((one.scope for one in operation.auth_callbacks if isinstance(one, Bearer)), None)
        for methods in schema["paths"].values():
            for details in methods.values():
                if details["operationId"] == wanted and scope is not None:
                    details["security"] = [{"Bearer": [scope.value]}]


class KeyOut(Schema):
    name: str
    made_by: str
    scopes: list[str]
    expires_at: datetime


api = Api(title="Prima", version=VERSION, description=DESCRIPTION.strip(), openapi_url=None, docs_url=None,
          urls_namespace="api", auth=Bearer())  # fmt: skip
add_handlers(api)
for one in (*registry, complaints):
    api.add_router("", one)


@api.get("/key", response=KeyOut, tags=["Key"], summary="Which key is this", url_name="key")
def key(request: HttpRequest):
    """What the key of this call may do, and until when: a first call to try whether it works."""
    mine: ApiKey = request.api_key
    return {"name": mine.name, "made_by": str(mine.user), "scopes": mine.scopes, "expires_at": mine.expires_at}


def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address below the API."""
    return api.on_exception(request, Http404())


def patterns() -> list[URLPattern]:
    """Every address of the API behind the gate."""
    found = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    for one in found:
        one.callback = gate(one.callback)
    return [*found, path("<path:rest>", gate(unknown), name="unknown")]


def write_snapshot() -> None:
    """Keep the description as it is now in the docs; a test says when it differs."""
    SNAPSHOT.write_text(json.dumps(api.described(), indent=1, ensure_ascii=False) + "\n")
