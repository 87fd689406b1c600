"""Whose data the pages of complaints show, for the log of who looked; and who may know that they were looked at."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from complaints.models import Complaint
from privacy.enums import AccessKind
from privacy.models import AccessEntry
from privacy.viewing import Seen, register_access_gate, register_record_route

# Looks whose `record_id`, where they have one, is a complaint.
_NAMING = (AccessKind.COMPLAINT, AccessKind.API)


def _complaint(request: HttpRequest, arguments: Mapping[str, Any]) -> Seen | None:
    return Complaint.objects.filter(reference=arguments["reference"]).values_list("customer_id", "pk").first()


def _of_remedy(request: HttpRequest, arguments: Mapping[str, Any]) -> Seen | None:
    found = Complaint.objects.filter(remedies__pk=arguments["pk"])
    return found.values_list("customer_id", "pk").first()


def _of_promise(request: HttpRequest, arguments: Mapping[str, Any]) -> Seen | None:
    found = Complaint.objects.filter(promises__pk=arguments["pk"])
    return found.values_list("customer_id", "pk").first()


def _of_care(request: HttpRequest, arguments: Mapping[str, Any]) -> Seen | None:
    found = Complaint.objects.filter(after_care__pk=arguments["pk"])
    return found.values_list("customer_id", "pk").first()


def _caller(request: HttpRequest, arguments: Mapping[str, Any]) -> Seen | None:
    """The customer beside the form."""
    text = request.GET.get("customer", "")
    return (int(text), 0) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _visible(user: User, entries: "QuerySet[AccessEntry]") -> "QuerySet[AccessEntry]":
    hidden = Complaint.objects.hidden_from(user).values("pk")
    return entries.exclude(kind__in=_NAMING, record_id__in=hidden)


def _confidential(user: User, entries: "QuerySet[AccessEntry]") -> "QuerySet[AccessEntry]":
    mine = Complaint.objects.visible_to(user).filter(is_restricted=True).values("pk")
    return entries.filter(kind__in=_NAMING, record_id__in=mine)


def register() -> None:
    register_record_route("^complaints/(?P<reference>", kind=AccessKind.COMPLAINT, find=_complaint)
    register_record_route("complaints/remedies/<int:pk>/", kind=AccessKind.COMPLAINT, find=_of_remedy)
    register_record_route("complaints/promises/<int:pk>/", kind=AccessKind.COMPLAINT, find=_of_promise)
    register_record_route("complaints/after-care/<int:pk>/", kind=AccessKind.COMPLAINT, find=_of_care)
    register_record_route("complaints/new/", kind=AccessKind.CARD, find=_caller)
    register_access_gate(visible=_visible, confidential=_confidential, model=Complaint)
