from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required
from complaints.queries.qualities import qualities
from complaints.views.dashboard import charts
from complaints.views.dashboard.period import Asked


@manager_required
@require_safe
def complaint_qualities(request: HttpRequest) -> HttpResponse:
    """The five qualities, each a share of what happened, with the list it is counted from."""
    asked = Asked.of(request)
    since, until = asked.since.isoformat(), asked.until.isoformat()
    lists = {
        "received": charts.list_url(tab="all", received_from=since, received_to=until),
        "resolved": charts.list_url(tab="all", resolved_from=since, resolved_to=until),
        "looks": reverse("privacy:access_list"),
        "promises": reverse("complaints:promise_record"),
    }
    found = qualities(user=request.user, since=asked.since, until=asked.until, at=asked.at)
    context = {**asked.context("complaint_qualities"), "rows": [(row, lists[row.query]) for row in found]}
    return render(request, "complaints/complaint_qualities.html", context)
