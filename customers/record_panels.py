"""Our own blocks of the customer's page, by the same door as those of the apps above."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.models import Customer
from customers.panels import Link, Panel, register_panel
from customers.permissions import can_edit_customer, can_set_standing
from customers.record_facts import portrait_of


def follow_ups(request: HttpRequest, customer: Customer) -> Panel:
    rows = portrait_of(customer).follow_ups
    context = {"follow_ups": rows, "can_edit": can_edit_customer(request.user, customer)}
    return Panel(_("Open follow-ups"), "customers/_follow_ups.html", context, count=len(rows), is_urgent=True)


def transactions(request: HttpRequest, customer: Customer) -> Panel:
    links = []
    if can_edit_customer(request.user, customer):
        links.append(Link(_("Record a transaction"), reverse("customers:transaction_create", args=[customer.pk])))
    rows = portrait_of(customer).transactions
    if rows:
        links.append(Link(_("All"), reverse("customers:transaction_list", args=[customer.pk])))
    return Panel(_("Recent transactions"), "customers/_transactions.html", {"transactions": rows}, links=links)


def about(request: HttpRequest, customer: Customer) -> Panel:
    links = []
    if can_edit_customer(request.user, customer):
        links.append(Link(_("Merge"), reverse("customers:customer_merge", args=[customer.pk])))
    return Panel(_("About this customer"), "customers/_facts.html", links=links)


def standing(request: HttpRequest, customer: Customer) -> Panel:
    """Why a customer has its standing and stage, with the figures the policies look at."""
    links = [Link(_("History and evidence"), reverse("customers:customer_stage", args=[customer.pk]))]
    if can_set_standing(request.user) and can_edit_customer(request.user, customer):
        links.insert(0, Link(_("Set by hand"), reverse("customers:standing_edit", args=[customer.pk])))
    portrait = portrait_of(customer)
    context = {"standing_change": portrait.standing_change, "judgement": portrait.judgement}
    return Panel(_("Standing and life cycle"), "customers/_standing.html", context, links=links)


def department(request: HttpRequest, customer: Customer) -> Panel | None:
    """Who serves the department that an internal customer belongs to."""
    if customer.department is None:
        return None
    link = Link(_("Open"), reverse("customers:department_detail", args=[customer.department.pk]))
    context = {"serving": portrait_of(customer).serving}
    return Panel(customer.department, "customers/_department.html", context, links=[link])


def merges(request: HttpRequest, customer: Customer) -> Panel | None:
    rows = portrait_of(customer).merges
    return Panel(_("Merged duplicates"), "customers/_merges.html", {"merges": rows}) if rows else None


register_panel("follow_ups", position=10, build=follow_ups)
register_panel("transactions", position=30, build=transactions)
register_panel("about", position=50, slot="about", build=about)
register_panel("standing", position=55, slot="about", build=standing)
register_panel("department", position=60, slot="about", build=department)
register_panel("merges", position=90, slot="about", build=merges)
