"""Whose answers the pages of surveys show, for the log of who looked; and who may know that they were looked at."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from complaints.models import Complaint
from privacy.enums import AccessKind
from privacy.models import AccessEntry
from privacy.viewing import Seen, register_access_gate, register_record_route
from surveys.models import Invitation, Response


def _answer(request: HttpRequest, arguments: Mapping[str, Any]) -> Seen | None:
    return Response.objects.filter(pk=arguments["pk"]).values_list("invitation__customer_id", "pk").first()


def _call(request: HttpRequest, arguments: Mapping[str, Any]) -> Seen | None:
    customer_id = Invitation.objects.filter(pk=arguments["pk"]).values_list("customer_id", flat=True).first()
    return (customer_id, 0) if customer_id else None


def _about(complaints: "QuerySet[Complaint]") -> "QuerySet[Response]":
    return Response.objects.filter(invitation__complaint__in=complaints).values("pk")


def _visible(user: User, entries: "QuerySet[AccessEntry]") -> "QuerySet[AccessEntry]":
    return entries.exclude(kind=AccessKind.ANSWER, record_id__in=_about(Complaint.objects.hidden_from(user)))


def register() -> None:
    register_record_route("surveys/responses/<int:pk>/", kind=AccessKind.ANSWER, find=_answer)
    register_record_route("surveys/calls/<int:pk>/", kind=AccessKind.CARD, find=_call)
    register_access_gate(visible=_visible)
