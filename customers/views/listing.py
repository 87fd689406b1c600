from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from accounts.permissions import staff_required
from accounts.saved_views import bar_for, opening_address, remembered_columns
from common.cells import Cells
from common.counts import count_of
from common.paging import KeysetPage
from customers import columns
from customers.filters import CustomerFilter
from customers.models import Customer
from customers.queries.listing import ORDERS, order_of, sortable
from customers.segments import CUSTOMERS
from jobs.bulk import actions_for


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
    count = count_of(customers)
    # Of nobody there is no page: to look for the first again would cost what the count did.
    page = KeysetPage(rows if count else rows.none(), order=order.fields, params=request.GET, is_short=count.is_short)
    bar, cells = bar_for(request, CUSTOMERS), Cells(shown)
    context = {
        "filter": found,
        "chips": found.chips(),
        "bar": bar,
        "page": page,
        "rows": [{"customer": customer, "cells": cells.of(customer)} for customer in page],
        "orders": ORDERS.values(),
        "sort": order.key,
        "columns": shown,
        "asked_columns": [column.name for column in shown] if asked else [],
        "available": available.values(),
        "count": count,
        "actions": actions_for(CUSTOMERS.key, request.user),
        "export_query": urlencode({"action": "export", "all": "1", "query": bar.query}),
    }
    status = 200 if found.form.is_valid() else 422
    if not request.htmx:
        return render(request, "customers/customer_list.html", context, status=status)
    response = render(request, "customers/_customer_results.html", context, status=status)
    return push_url(response, bar.address(request.GET))
