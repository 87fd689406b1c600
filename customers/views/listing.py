from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required, staff_required
from common.exports import csv_response
from common.paging import KeysetPage
from customers.export import COLUMNS, export_rows
from customers.filters import CustomerFilter
from customers.models import Customer
from customers.permissions import can_export_customers
from customers.queries import with_first_phone

ORDERS = {"name": ("name", "id"), "-name": ("-name", "-id"), "-created": ("-created_at", "-id")}
COUNT_LIMIT = 10_000


@staff_required
@require_safe
def customer_list(request: HttpRequest) -> HttpResponse:
    """Everybody in the registry, narrowed and sorted by the address; as a fragment for htmx, else as a page."""
    found = CustomerFilter(request.GET, queryset=Customer.objects.current())
    sort = request.GET.get("sort", "")
    customers = found.qs if found.form.is_valid() else Customer.objects.none()
    rows = with_first_phone(customers).select_related("department")
    context = {
        "filter": found,
        "page": KeysetPage(rows, order=ORDERS.get(sort, ORDERS["name"]), params=request.GET),
        "sort": sort if sort in ORDERS else "name",
        "total": customers.order_by()[: COUNT_LIMIT + 1].count(),
        "count_limit": COUNT_LIMIT,
        "can_export": can_export_customers(request.user),
    }
    template = "customers/_customer_results.html" if request.htmx else "customers/customer_list.html"
    return render(request, template, context, status=200 if found.form.is_valid() else 422)


@manager_required
@require_safe
def customer_export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed now, as CSV; streamed, so its length does not matter."""
    found = CustomerFilter(request.GET, queryset=Customer.objects.current())
    customers = found.qs if found.form.is_valid() else Customer.objects.none()
    filename = f"customers-{timezone.localdate():%Y-%m-%d}.csv"
    return csv_response(filename, COLUMNS, export_rows(customers.order_by("name", "id")))
