from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import manager_required
from common.paging import KeysetPage
from customers.segment_choice import chosen_segment
from retention.queries.at_risk import customers_at_risk, with_contacts


@manager_required
def at_risk(request: HttpRequest) -> HttpResponse:
    """Who to call today: those with the most money of the year before first."""
    sign = request.GET.get("sign", "")
    segment = chosen_segment(request)
    rows = customers_at_risk(sign)
    if segment.customers is not None:
        rows = rows.filter(customer__in=segment.customers.order_by().values("pk"))
    page = KeysetPage(rows, order=("-revenue_before", "-id"), params=request.GET)
    context = {"page": page, "customers": with_contacts(page.rows, user=request.user), "sign": sign}
    context |= {"segment": segment, "kept": [("sign", sign)] if sign else []}
    return render(request, "retention/at_risk.html", context)
