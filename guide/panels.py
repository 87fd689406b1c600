"""The fitting advice beside the work: on the customer's page, the complaint form and the complaint."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from customers.panels import Panel, register_panel
from customers.presence import is_there, register_presence
from guide import queries
from guide.enums import Topic
from guide.permissions import can_mark_character


def guide_panel(request: HttpRequest, customer: Customer) -> Panel:
    """Advice for the marks and the group of a customer; without either the way to mark somebody."""
    today = timezone.localdate()
    marks = list(queries.marks_of(customer.record_ids)) if is_there(customer, "marks") else []
    group = queries.group_of(customer, today)
    context = {
        "entries": queries.fitting_entries(marks, group) if marks or group else [],
        "marks": marks,
        "is_due": any(mark.is_due(today) for mark in marks),
        "can_mark": can_mark_character(request.user, customer),
        "back": request.get_full_path(),
        "character_topic": Topic.CHARACTER,
    }
    return Panel(_("Handling guide"), "guide/_panel.html", context)


def register() -> None:
    register_presence("marks", queries.marks_of)
    register_panel("guide", position=30, slot="side", build=guide_panel)
