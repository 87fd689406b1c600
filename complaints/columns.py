"""The columns of the work queue, on the screen and in files."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import formats
from common.columns import Column, columns_named, own_column, related_column
from common.templatetags.prima import badge, relative_time
from complaints.models import Complaint, ComplaintQuerySet

_field = partial(own_column, Complaint)
LONG_TEXTS = ("details", "expected_outcome", "resolution")
DEFAULT = ("customer", "status", "due", "owner")
# What every row of a tab would say alike is left out, so that summaries have room.
SAID_BY_TAB = {"mine": "owner", "waiting": "status"}


def _due(complaint: Complaint) -> SafeString | str:
    """What is most pressing and when, or how it ended."""
    if not complaint.is_open:
        in_time = complaint.resolved_at is not None and complaint.resolved_at <= complaint.due_at
        return format_html('<span class="muted">{}</span>', gettext("on time") if in_time else gettext("late"))
    if complaint.next_due_at is None:
        return format_html('<span class="muted">{}</span>', gettext("clock stopped"))
    moment, kind = relative_time(complaint.next_due_at), complaint.get_next_due_kind_display()
    if complaint.is_overdue(timezone.now()):
        late = format_html('<span class="visually-hidden">{}: </span>{}', gettext("overdue"), moment)
        moment = badge("alert", late)
    return format_html('<span class="due">{} <span class="due-kind">{}</span></span>', moment, kind)


def _tags(complaint: Complaint) -> SafeString | str:
    address = reverse("complaints:complaint_list")
    links = ((address, urlencode({"tab": "open", "tags": tag}), tag) for tag in complaint.tags)
    return format_html_join(" ", '<a class="tag" href="{}?{}">{}</a>', links) or formats.NOTHING


def _moment(name: str, label: Any, **options: Any) -> Column:
    return _field(
        name, label, html=lambda complaint: relative_time(getattr(complaint, name)) or formats.NOTHING, **options
    )


COLUMNS: tuple[Column, ...] = (
    _field("summary", _("Summary")),
    _field("reference", _("Number")),
    related_column("customer", _("Customer")),
    Column(
        "status",
        _("Status"),
        lambda complaint: complaint.status,
        words=lambda status: dict(Complaint._meta.get_field("status").flatchoices).get(status, status),
        html=lambda complaint: badge(complaint.tone, complaint.state),
    ),
    Column("due", _("Due"), lambda complaint: complaint.next_due_at or complaint.due_at, html=_due, sort="due"),
    related_column("owner", _("Officer"), code="email"),
    related_column("cause", _("Cause"), code="slug"),
    _field("channel", _("Channel")),
    _field("severity", _("Severity")),
    _field("priority", _("Priority")),
    _field("tags", _("Tags"), html=_tags),
    related_column("department", _("About the department")),
    _moment("received_at", _("Received"), sort="received"),
    _moment("first_response_at", _("First response")),
    _moment("waiting_since", _("Waiting since")),
    _moment("resolved_at", _("Answered")),
    _moment("closed_at", _("Closed")),
    _moment("updated_at", _("Changed")),
    _field("language", _("Language")),
    _field("reopened_count", _("Times reopened"), is_numeric=True),
    related_column("logged_by", _("Logged by"), code="email"),
    _field("expected_outcome", _("Wish")),
    _field("resolution", _("Resolution")),
)
BY_NAME = {column.name: column for column in COLUMNS}


def columns_for(user: User) -> dict[str, Column]:
    """Every column there is, by name, in the order in which they are offered."""
    return BY_NAME


def chosen(names: Sequence[str], available: dict[str, Column], *, tab: str = "") -> list[Column]:
    """The columns of these names that exist, the summary always first; those usual for the tab when none is left."""
    usual = [name for name in DEFAULT if name != SAID_BY_TAB.get(tab)]
    return columns_named(names, available, default=usual)


def prepared(complaints: ComplaintQuerySet, columns: Sequence[Column]) -> ComplaintQuerySet:
    """The query with all that these columns and the head of a row read, without the long texts nobody wants."""
    names = {column.name for column in columns}
    complaints = complaints.select_related("cause").defer(*(text for text in LONG_TEXTS if text not in names))
    for column in columns:
        complaints = column.prepare(complaints)
    return complaints
