from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import manager_required
from common.paging import KeysetPage
from retention.queries.at_risk import customers_at_risk, with_contacts


@manager_required
def at_risk(request: HttpRequest) -> HttpResponse:
    """Who to call today: those with the most money of the year before first."""
    sign = request.GET.get("sign", "")
    rows = customers_at_risk(sign)
    page = KeysetPage(rows, order=("-revenue_before", "-id"), params=request.GET)
    context = {"page": page, "customers": with_contacts(page.rows, user=request.user), "sign": sign}
    return render(request, "retention/at_risk.html", context)
