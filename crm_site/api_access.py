"""Whose data the API has shown is noted like a look at a page: whoever made the key has seen it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from complaints.models import Complaint
from crm_site.api_prefix import PREFIX
from customers.models import Customer
from privacy.enums import AccessKind
from privacy.viewing import Seen, register_record_route

_START = PREFIX.lstrip("/")


def _customer(request: HttpRequest, arguments: Mapping[str, Any]) -> Seen:
    return arguments["customer_id"], 0


def _by_external_id(request: HttpRequest, arguments: Mapping[str, Any]) -> Seen | None:
    pk = Customer.objects.filter(external_id=arguments["external_id"]).values_list("pk", flat=True).first()
    return (pk, 0) if pk else None


def _complaint(request: HttpRequest, arguments: Mapping[str, Any]) -> Seen | None:
    found = Complaint.objects.filter(reference=arguments["reference"])
    return found.values_list("customer_id", "pk").first()


def register() -> None:
    register_record_route(f"{_START}customers/<int:customer_id>", kind=AccessKind.API, find=_customer)
    register_record_route(f"{_START}customers/external/", kind=AccessKind.API, find=_by_external_id)
    register_record_route(f"{_START}complaints/<str:reference>", kind=AccessKind.API, find=_complaint)
