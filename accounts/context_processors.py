from django.conf import settings
from django.http import HttpRequest

from accounts.models import Organisation


def organisation(request: HttpRequest) -> dict[str, object]:
    """`organisation` (lazily read), `is_demo`. Error pages of a database that is away must not use it."""
    return {
        "organisation": getattr(request, "organisation", None) or Organisation(),
        "is_demo": settings.DEMO,
    }
