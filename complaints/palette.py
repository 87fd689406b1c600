"""What the search of the whole site finds and begins here; nothing of a confidential complaint for who is not named."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Role
from accounts.models import User
from accounts.palette import (
    Found,
    Link,
    register_action,
    register_beginning,
    register_offer,
    register_records,
)
from complaints.models import Complaint
from complaints.queries import search_complaints
from customers.models import Customer
from customers.phones import is_run_of_digits

OPEN_SHOWN = 1  # open complaints named beside a customer


def find_complaints(user: User, text: str, limit: int) -> list[Found]:
    return [_found(complaint) for complaint in search_complaints(user=user, text=text, limit=limit)]


def recall_complaints(user: User, keys: Sequence[str]) -> list[Found]:
    rows = Complaint.objects.visible_to(user).filter(reference__in=keys).select_related("customer")
    return [_found(complaint) for complaint in rows]


def complaints_of_customers(user: User, found: Sequence[Found]) -> Mapping[str, Sequence[Link]]:
    """Beside each customer: a complaint that is open already, and a new one."""
    keys = [record.key for record in found]
    records = Customer.objects.filter(Q(pk__in=keys) | Q(merged_into__in=keys))
    rows = Complaint.objects.visible_to(user).open().filter(customer__in=records).order_by("-received_at", "-id")
    links: dict[str, list[Link]] = {record.key: [_new_for(record)] for record in found}
    for customer, survivor, reference in rows.values_list("customer_id", "customer__merged_into_id", "reference"):
        mine = links[str(survivor or customer)]
        if len(mine) <= OPEN_SHOWN:
            mine.append(Link(reference, reverse("complaints:complaint_detail", args=[reference])))
    return links


def _new_for(record: Found) -> Link:
    name = _("Log complaint for %(name)s") % {"name": record.label}
    return Link(_("Log complaint"), f"{reverse('complaints:complaint_new')}?customer={record.key}", name)


def log_for_unknown_caller(user: User, text: str) -> list[Link]:
    name = "new_phone" if is_run_of_digits(text) else "new_name"
    label = _("Log a complaint for “%(text)s”") % {"text": text}
    return [Link(label, f"{reverse('complaints:complaint_new')}?{urlencode({name: text})}")]


def _found(complaint: Complaint) -> Found:
    facts = (complaint.reference, complaint.customer.name, str(complaint.state))
    return Found(complaint.reference, complaint.get_absolute_url(), complaint.summary, " · ".join(facts))


def register() -> None:
    register_records(
        "complaints", label=gettext_lazy("Complaints"), position=20, find=find_complaints, recall=recall_complaints
    )
    register_offer("customers", complaints_of_customers)
    register_beginning(log_for_unknown_caller)
    register_action("complaints:complaint_new", label=gettext_lazy("Log complaint"), position=10)
    register_action("complaints:complaint_list", label=gettext_lazy("All complaints"), position=50)
    register_action("complaints:problem_list", label=gettext_lazy("Common problems"), position=52)
    register_action("complaints:improvement_list", label=gettext_lazy("Improvement"), position=54)
    register_action(
        "complaints:complaint_dashboard", label=gettext_lazy("Complaint figures"), position=60, lowest=Role.MANAGER
    )
