"""What this app shows on the customer's page."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from customers.panels import Fact, Panel, register_facts, register_panel
from customers.permissions import is_open_record
from customers.presence import is_there, register_presence
from privacy import queries
from privacy.models import Restriction

SHOWN = 6


def consent_panel(request: HttpRequest, customer: Customer) -> Panel:
    """What the customer allows, since when and how we know."""
    context = {"states": queries.consents_of(customer), "can_record": is_open_record(customer)}
    return Panel(_("Consent"), "privacy/_panel_consents.html", context)


def restriction_fact(request: HttpRequest, customer: Customer) -> Iterator[Fact]:
    """That processing is restricted must be seen before anything is done; who asked for it stands below."""
    if is_there(customer, "restrictions"):
        url = f"{customer.get_absolute_url()}?whole=1#data_requests"
        yield Fact(_("Data protection"), _("processing restricted"), tone="alert", url=url)


def access_panel(request: HttpRequest, customer: Customer) -> Panel | None:
    """Who looked at this record lately; for managers."""
    if not request.user.is_manager:
        return None
    entries = list(queries.looks_at(customer, user=request.user)[:SHOWN])
    return Panel(_("Who looked"), "privacy/_panel_access.html", {"entries": entries})


def request_panel(request: HttpRequest, customer: Customer) -> Panel:
    """Whether processing is restricted, what was asked about these data, and where to take in a new request."""
    context = {
        "restriction": queries.restriction_of(customer),
        "requests": list(queries.requests_about(customer)[:5]),
        "held": queries.hold_of(customer),
        "may_handle": request.user.is_manager,
        "is_open": is_open_record(customer),
    }
    return Panel(_("Data protection"), "privacy/_panel_requests.html", context)


def register() -> None:
    register_presence("restrictions", lambda pks: Restriction.objects.filter(customer__in=pks, lifted_at=None))
    register_facts("restriction", position=65, build=restriction_fact)
    register_panel("consents", position=30, slot="below", build=consent_panel)
    register_panel("data_requests", position=40, slot="below", build=request_panel)
    register_panel("access", position=50, slot="below", build=access_panel)
