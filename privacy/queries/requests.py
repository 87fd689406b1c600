"""What people asked for, by due time."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from customers.models import Customer
from jobs.models import Job
from privacy.models import DataRequest, Restriction

OPEN, MINE, OVERDUE, CLOSED = "open", "mine", "overdue", "closed"
TABS = (OPEN, MINE, OVERDUE, CLOSED)


def requests_of(tab: str, *, user: User, at: datetime) -> "QuerySet[DataRequest]":
    """Open ones are listed by ("due_at", "id"), closed ones by ("-received_at", "-id")."""
    found = DataRequest.objects.select_related("customer", "owner")
    if tab == CLOSED:
        return found.exclude(pk__in=DataRequest.objects.open().values("pk"))
    if tab == OVERDUE:
        return found.overdue(at)
    return found.open().filter(owner=user) if tab == MINE else found.open()


def counts_of(*, user: User, at: datetime) -> dict[str, int]:
    """How many open requests there are, mine and late ones among them."""
    tabs = (OPEN, MINE, OVERDUE)
    return {tab: requests_of(tab, user=user, at=at).order_by().count() for tab in tabs}


def pressing_requests(user: User) -> "QuerySet[DataRequest]":
    """Open requests for whoever may handle them: their own and those of nobody, the most pressing first."""
    if not user.is_manager:
        return DataRequest.objects.none()
    mine = DataRequest.objects.open().filter(Q(owner=user) | Q(owner=None))
    return mine.select_related("customer").order_by("due_at", "id")


def requests_about(customer: Customer) -> "QuerySet[DataRequest]":
    return DataRequest.objects.filter(customer__in=customer.record_ids).order_by("-received_at", "-id")


def restriction_of(customer: Customer) -> Restriction | None:
    """The restriction in force, if there is one."""
    found = Restriction.objects.filter(customer__in=customer.record_ids, lifted_at=None)
    return found.select_related("request").first()


def files_of(request: DataRequest, *, user: Any) -> "QuerySet[Job]":
    """The data files that `user` had made for a request."""
    found = Job.objects.filter(kind="privacy.data_file", parameters__request=request.pk, created_by=user)
    return found.order_by("-pk")
