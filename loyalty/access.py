"""Whose data the pages of members show, for the log of who looked."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from loyalty.models import Membership
from privacy.enums import AccessKind
from privacy.viewing import Seen, register_record_route


def _member(request: HttpRequest, arguments: Mapping[str, Any]) -> Seen | None:
    return Membership.objects.filter(pk=arguments["pk"]).values_list("customer_id", "pk").first()


def register() -> None:
    register_record_route("loyalty/members/<int:pk>/", kind=AccessKind.MEMBER, find=_member)
