"""Our own blocks of the customer's page, by the same door as those of the apps above."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.models import Customer
from customers.panels import Link, Panel, register_panel
from customers.permissions import can_edit_customer, can_see_due_payments, can_set_standing
from customers.queries.intimacy import next_occurrence
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


def payments(request: HttpRequest, customer: Customer) -> Panel | None:
    """What is still to be paid, by when, and what was paid of it; left out when nothing is."""
    portrait = portrait_of(customer)
    if not portrait.owed:
        return None
    rows = [(row, row.is_overdue(portrait.today)) for row in portrait.owed]
    context = {"rows": rows, "may_change": can_edit_customer(request.user, customer)}
    links = []
    if can_see_due_payments(request.user):
        links.append(Link(_("All overdue payments"), reverse("customers:payment_due_list")))
    late = any(is_late for _row, is_late in rows)
    return Panel(_("Still to be paid"), "customers/_payments.html", context, links, len(rows), is_urgent=late)


def needs(request: HttpRequest, customer: Customer) -> Panel | None:
    """What the customer wants; also beside the complaint form, where it helps most."""
    portrait = portrait_of(customer)
    may_edit = can_edit_customer(request.user, customer)
    if not portrait.needs and not may_edit:
        return None
    rows = [(need, need.is_due_for_review(portrait.today)) for need in portrait.needs]
    return Panel(_("Needs and wishes"), "customers/_needs.html", {"needs": rows, "can_edit": may_edit}, count=len(rows))


def special_days(request: HttpRequest, customer: Customer) -> Panel | None:
    portrait = portrait_of(customer)
    may_edit = can_edit_customer(request.user, customer)
    days = [
        (row, next_occurrence(row.day, today=portrait.today) if row.is_yearly else row.day)
        for row in portrait.special_days
    ]
    birthday = next_occurrence(customer.birth_date, today=portrait.today) if customer.birth_date else None
    if not days and birthday is None and not may_edit:
        return None
    context = {"days": sorted(days, key=lambda pair: pair[1]), "birthday": birthday, "can_edit": may_edit}
    return Panel(_("Special days"), "customers/_special_days.html", context)


def network(request: HttpRequest, customer: Customer) -> Panel | None:
    """Whom the customer works for, supplies, was referred by, in both directions."""
    ties = portrait_of(customer).ties
    may_edit = can_edit_customer(request.user, customer)
    if not ties and not may_edit:
        return None
    links = []
    if may_edit:
        links.append(Link(_("Add"), reverse("customers:link_create", args=[customer.pk])))
    context = {"ties": ties, "can_edit": may_edit}
    return Panel(_("Network"), "customers/_network.html", context, links, len(ties))


def about(request: HttpRequest, customer: Customer) -> Panel:
    links = []
    if can_edit_customer(request.user, customer):
        links.append(Link(_("Merge"), reverse("customers:customer_merge", args=[customer.pk])))
    context = {
        "can_edit": can_edit_customer(request.user, customer),
        "texts": [
            ("expectations", _("Needs and expectations"), customer.expectations),
            ("notes", _("Notes"), customer.notes),
        ],
    }
    return Panel(_("About this customer"), "customers/_facts.html", context, links=links)


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


def register() -> None:
    register_panel("follow_ups", position=10, build=follow_ups)
    register_panel("payments", position=20, build=payments)
    register_panel("needs", position=30, slot="side", build=needs)
    register_panel("transactions", position=30, build=transactions)
    register_panel("about", position=50, slot="about", build=about)
    register_panel("standing", position=10, slot="below", build=standing)
    register_panel("special_days", position=56, slot="about", build=special_days)
    register_panel("network", position=58, slot="about", build=network)
    register_panel("department", position=60, slot="about", build=department)
    register_panel("merges", position=90, slot="about", build=merges)
