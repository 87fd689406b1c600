from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required, staff_required
from accounts.saved_views import bar_for, opening_address, remembered_columns
from common.counts import count_of
from common.exports import csv_response
from common.formats import NOTHING
from common.paging import KeysetPage
from customers import columns
from customers.export import COLUMNS, export_rows
from customers.filters import CustomerFilter
from customers.models import Customer
from customers.permissions import can_export_customers
from customers.queries.listing import ORDERS, order_of, sortable
from customers.segments import CUSTOMERS

CARD_FACTS = 4


@staff_required
@require_safe
def customer_list(request: HttpRequest) -> HttpResponse:
    """Everybody in the registry, narrowed and sorted by the address; as a fragment for htmx, else as a page."""
    if address := opening_address(request, CUSTOMERS):
        return HttpResponseRedirect(address)
    found = CustomerFilter(request.GET, user=request.user)
    customers = found.qs if found.form.is_valid() else Customer.objects.none()
    order = order_of(request.GET.get("sort", ""))
    available = columns.columns_for(request.user)
    asked = request.GET.getlist("columns")
    shown = columns.chosen(asked or remembered_columns(request.user, CUSTOMERS.key), available)
    rows = columns.prepared(sortable(customers, order), shown)
    page = KeysetPage(rows, order=order.fields, params=request.GET)
    context = {
        "filter": found,
        "chips": found.chips(),
        "bar": bar_for(request, CUSTOMERS),
        "page": page,
        "rows": [{"customer": customer, "cells": list(_cells(customer, shown))} for customer in page],
        "orders": ORDERS.values(),
        "sort": order.key,
        "columns": shown,
        "asked_columns": [column.name for column in shown] if asked else [],
        "available": available.values(),
        "count": count_of(customers),
        "can_export": can_export_customers(request.user),
    }
    template = "customers/_customer_results.html" if request.htmx else "customers/customer_list.html"
    return render(request, template, context, status=200 if found.form.is_valid() else 422)


def _cells(customer: Customer, shown: list[columns.Column]) -> Iterator[tuple[columns.Column, object, bool]]:
    """What stands beside the name, and whether it is among the few filled ones that a phone shows."""
    on_card = 0
    for column in shown[1:]:
        cell = column.cell(customer)
        is_on_card = cell != NOTHING and on_card < CARD_FACTS
        on_card += is_on_card
        yield column, cell, is_on_card


@manager_required
@require_safe
def customer_export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed now, as CSV; streamed, so its length does not matter."""
    found = CustomerFilter(request.GET, user=request.user)
    customers = found.qs if found.form.is_valid() else Customer.objects.none()
    filename = f"customers-{timezone.localdate():%Y-%m-%d}.csv"
    return csv_response(filename, COLUMNS, export_rows(customers.order_by("name", "id")))
