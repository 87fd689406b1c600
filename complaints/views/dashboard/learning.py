from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required
from complaints import queries
from complaints.models import Improvement
from complaints.views.dashboard import charts
from complaints.views.dashboard.period import Asked
from customers.segment_choice import chosen_segment

SHOWN = 5


@manager_required
@require_safe
def complaint_learning(request: HttpRequest) -> HttpResponse:
    """What complaints hit and what failed, each with its list, and what is done about it: problems, improvements."""
    asked, segment = Asked.of(request), chosen_segment(request)
    link = partial(charts.list_url, segment=str(segment.current.pk)) if segment.current else charts.list_url
    scope = {"user": request.user, "since": asked.since, "until": asked.until, "among": segment.records}
    planned = Improvement.objects.open()
    context = {
        **asked.context("complaint_learning"),
        "segment": segment,
        "kept": [("days", asked.days)],
        "hits": charts.hit_chart(list(queries.hits_of(**scope)), asked.since, asked.until, link),
        "failures": charts.failure_chart(list(queries.failures_of(**scope)), asked.since, asked.until, link),
        "problems": queries.problems(user=request.user).order_by("-created_at", "-id")[:SHOWN],
        "improvements": planned.select_related("cause", "owner").order_by("due_on", "id")[:SHOWN],
        "planned": planned.count(),
        "today": timezone.localdate(asked.at),
    }
    return render(request, "complaints/complaint_learning.html", context)
