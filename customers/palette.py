"""What the search of the whole site finds and begins here: customers, departments, a record for somebody unknown."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.db.models import F, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department, User
from accounts.palette import Found, Link, register_action, register_beginning, register_records
from common.phones import phone_display
from customers.models import Customer
from customers.models.customer import PlainText
from customers.phones import is_run_of_digits
from customers.queries import search_customers, with_first_phone


def find_customers(user: User, text: str, limit: int) -> list[Found]:
    return [_found(hit.customer, hit.phone) for hit in search_customers(text, limit=limit)]


def recall_customers(user: User, keys: Sequence[str]) -> list[Found]:
    """Records by key; of a folded one nothing is shown, for its survivor has a page of its own."""
    pks = [key for key in keys if key.isascii() and key.isdecimal() and len(key) < 18]
    rows = with_first_phone(Customer.objects.current().select_related("department")).filter(pk__in=pks)
    return [_found(customer, customer.first_phone or "") for customer in rows]


def find_departments(user: User, text: str, limit: int) -> list[Found]:
    rows = Department.objects.alias(plain=PlainText(F("name"))).filter(plain__contains=PlainText(Value(text)))
    return [
        Found(str(row.pk), reverse("customers:department_detail", args=[row.pk]), row.name)
        for row in rows.order_by("name")[:limit]
    ]


def add_customer(user: User, text: str) -> list[Link]:
    name = "phone" if is_run_of_digits(text) else "name"
    label = _("Add customer “%(text)s”") % {"text": text}
    return [Link(label, f"{reverse('customers:customer_create')}?{urlencode({name: text})}")]


def _found(customer: Customer, phone: str) -> Found:
    belongs_to = str(customer.department) if customer.department_id else customer.city
    facts = [customer.number, phone and phone_display(phone), belongs_to]
    return Found(str(customer.pk), customer.get_absolute_url(), customer.name, " · ".join(filter(None, facts)))


def register() -> None:
    register_records(
        "customers", label=gettext_lazy("Customers"), position=10, find=find_customers, recall=recall_customers
    )
    register_records("departments", label=gettext_lazy("Departments"), position=30, find=find_departments)
    register_beginning(add_customer)
    register_action("customers:customer_create", label=gettext_lazy("Add customer"), position=20)
    register_action("customers:follow_up_list", label=gettext_lazy("Follow-ups"), position=30)
    register_action("customers:customer_list", label=gettext_lazy("All customers"), position=40)
