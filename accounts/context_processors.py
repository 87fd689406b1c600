from django.conf import settings
from django.http import HttpRequest

from accounts.models import Organisation


def organisation(request: HttpRequest) -> dict[str, object]:
    """`organisation`, read when a template first uses it, and `is_demo`."""
    return {
        "organisation": request.organisation if hasattr(request, "organisation") else Organisation(),
        "is_demo": settings.DEMO,
    }
