"""Who knocks at a public door, as far as limits need to know."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def sender(request: HttpRequest) -> str:
    """The network address, by the number of trusted proxies. It is counted for an hour and stored nowhere."""
    return get_adapter(request).get_client_ip(request)
