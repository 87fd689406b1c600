"""Signals of lower apps and what this app does on them; what it shows on the customer's page."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models import QuerySet
from django.db.models.signals import post_delete
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.queries import register_audit_filter, register_audit_lookup
from accounts.unsent import take_unsent
from common.errors import AppError
from common.formats import relative
from complaints import queries, services
from complaints.drafting import PLACES, key_of, referenced, revision_of, typed_fields
from complaints.models import Attachment, Complaint
from customers.linked import counted_by_owner, register_linked
from customers.models import Customer, CustomerMerge
from customers.panels import Fact, Panel, register_facts, register_panel, shared
from customers.presence import is_there, register_presence
from customers.signals import merge_undone
from customers.timeline import TimelineItem, register_timeline

SHOWN_IN_PANEL = 10


def keep_what_was_sent_without_a_session(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whose session had ended when they sent a form find its words as a draft after signing in."""
    if (kept := take_unsent(request, user)) is None:
        return
    data = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        data.setlist(name, values)
    place, reference, key = data.get("draft_place", ""), referenced(kept["path"]), key_of(data)
    complaint = Complaint.objects.visible_to(user).filter(reference=reference).first() if reference else None
    if key is None or place not in PLACES or (place == "log") == (complaint is not None):
        return
    with suppress(AppError):
        services.save_draft(
            user=user,
            key=key,
            revision=revision_of(data),
            place=place,
            fields=typed_fields(kept["fields"]),
            complaint=complaint,
            at=timezone.now(),
        )


def _open_complaints(request: HttpRequest, customer: Customer) -> list[Complaint]:
    """Those this person may see, read once for the page; one more than the panel shows."""
    if not is_there(customer, "open_complaints"):
        return []
    read = queries.open_complaints_of
    found: list[Complaint] = shared(
        customer, "complaints", lambda: list(read(customer, user=request.user)[: SHOWN_IN_PANEL + 1])
    )
    return found


def complaint_facts(request: HttpRequest, customer: Customer) -> Iterator[Fact]:
    """How many complaints are open, with the most pressing one; counted among those this person may see."""
    complaints = _open_complaints(request, customer)
    if not complaints:
        yield Fact(_("Open complaints"), _("none"))
        return
    due_at = complaints[0].next_due_at
    is_late = due_at is not None and due_at < timezone.now()
    when = _("overdue, %(when)s") if is_late else _("due %(when)s")
    count = f"{SHOWN_IN_PANEL}+" if len(complaints) > SHOWN_IN_PANEL else str(len(complaints))
    yield Fact(
        _("Open complaints"),
        count,
        note=when % {"when": relative(due_at)} if due_at else complaints[0].get_status_display(),
        tone="alert" if is_late else "progress",
        url=complaints[0].get_absolute_url() if len(complaints) == 1 else "#complaints",
    )


def open_complaints_panel(request: HttpRequest, customer: Customer) -> Panel | None:
    """What is not resolved yet; left out when there is nothing."""
    complaints = _open_complaints(request, customer)
    if not complaints:
        return None
    context = {"complaints": complaints[:SHOWN_IN_PANEL]}
    return Panel(
        gettext_lazy("Open complaints"),
        "complaints/_panel_open.html",
        context,
        count=len(complaints),
        is_urgent=True,
    )


def complaints_made(customer: Customer, user: User) -> QuerySet[Complaint]:
    """What the customer complained about, as far as this person may know of it."""
    return Complaint.objects.visible_to(user).filter(customer__in=customer.record_ids)


def complaint_item(complaint: Complaint, user: User) -> TimelineItem:
    """When it came, about what, and what became of it."""
    return TimelineItem(
        at=complaint.received_at,
        kind="complaint",
        title=_("Complaint: %(summary)s") % {"summary": complaint.summary},
        body=f"{complaint.reference}, {complaint.state}",
        url=complaint.get_absolute_url(),
        icon="chat-bubble-left-ellipsis",
    )


def complaints_linked(owners: Mapping[int, int], *, user: User) -> Mapping[int, int]:
    """How many complaints each customer has made, as far as this person may know of them."""
    return counted_by_owner(Complaint.objects.visible_to(user), owners)


def visible_complaint_events(user: User, events: QuerySet) -> QuerySet:
    """Without the confidential complaints that this person is not named on."""
    return events.filter(pgh_obj_id__in=Complaint.objects.visible_to(user).values("pk"))


def visible_events_of_complaints(user: User, events: QuerySet) -> QuerySet:
    """The same for what belongs to a complaint."""
    return events.filter(complaint_id__in=Complaint.objects.visible_to(user).values("pk"))


def visible_events_of_links(user: User, events: QuerySet) -> QuerySet:
    """Of what concerns two complaints, one that may not be known hides both."""
    hidden = Complaint.objects.hidden_from(user).values("pk")
    return events.exclude(lower_id__in=hidden).exclude(higher_id__in=hidden)


def visible_events_of_merges(user: User, events: QuerySet) -> QuerySet:
    hidden = Complaint.objects.hidden_from(user).values("pk")
    return events.exclude(duplicate_id__in=hidden).exclude(survivor_id__in=hidden)


def visible_events_of_mails(user: User, events: QuerySet) -> QuerySet:
    """The same for e-mail, of which some belongs to no complaint."""
    return events.exclude(complaint_id__in=Complaint.objects.hidden_from(user).values("pk"))


def part_strangers(sender: Any, merge: CustomerMerge, at: datetime, **_kwargs: Any) -> None:
    """Complaints of two records that are two people after all don't stay merged."""
    services.part_strangers(customers=[merge.duplicate_id, merge.survivor_id], at=at)


def forget_file(instance: Attachment, **_kwargs: Any) -> None:
    """An erasure deletes the rows; the files go with them."""
    services.forget_file_of(instance)


def complaint_called(user: User, text: str) -> int | None:
    """The id of the complaint with this number, if the person may know of it."""
    found = Complaint.objects.visible_to(user).filter(reference=text.upper())
    return found.values_list("pk", flat=True).first()


_PARTS = (
    "aftercare",
    "attachment",
    "clock",
    "entry",
    "finding",
    "problemmember",
    "promise",
    "remedy",
    "restrictedaccess",
)


def register() -> None:
    user_logged_in.connect(keep_what_was_sent_without_a_session)
    merge_undone.connect(part_strangers)
    post_delete.connect(forget_file, sender=Attachment)
    register_audit_lookup("complaints.complaint", complaint_called)
    register_audit_filter("complaints.complaint", visible_complaint_events)
    register_audit_filter("complaints.incomingmail", visible_events_of_mails)
    for part in _PARTS:
        register_audit_filter(f"complaints.{part}", visible_events_of_complaints)
    register_audit_filter("complaints.complaintlink", visible_events_of_links)
    register_audit_filter("complaints.complaintmerge", visible_events_of_merges)
    register_presence("open_complaints", lambda pks: Complaint.objects.open().filter(customer__in=pks))
    register_panel("complaints", position=10, slot="side", build=open_complaints_panel)
    register_facts("complaints", position=70, build=complaint_facts)
    register_timeline(
        "complaints",
        rows=complaints_made,
        at="received_at",
        item=complaint_item,
        words=("summary", "details", "reference", "status"),
        position=50,
    )
    register_linked("complaints", label=gettext_lazy("Complaints"), position=60, count=complaints_linked)
