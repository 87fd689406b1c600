"""What retention tells on a customer's page: in which fiscal years the customer was with us."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from customers.models import Customer
from customers.panels import Panel
from retention.queries.customer_years import years_of


def retention_panel(request: HttpRequest, customer: Customer) -> Panel | None:
    """Left out for a customer who is in no result."""
    years = years_of(customer)
    return Panel(_("Retention by fiscal year"), "retention/customer_panel.html", {"years": years}) if years else None
