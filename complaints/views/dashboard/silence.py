from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required
from complaints.queries.silence import Silence, latest_readings
from complaints.services.silence import AT_LEAST, BEFORE, WINDOW
from complaints.views.dashboard.period import Asked


@manager_required
@require_safe
def complaint_silence(request: HttpRequest) -> HttpResponse:
    """C9: where customers complain less than was to be expected, and what to do about it."""
    asked = Asked.of(request)
    readings = latest_readings()
    context = {
        **asked.context("complaint_silence"),
        "rows": [(silence, _list(silence)) for silence in readings],
        "alarms": sum(silence.reading.is_alarm for silence in readings),
        "taken_on": readings[0].reading.taken_on if readings else None,
        "window": WINDOW.days,
        "at_least": AT_LEAST,
        "before": BEFORE * WINDOW.days,
    }
    return render(request, "complaints/complaint_silence.html", context)


def _list(silence: Silence) -> str:
    """Whom to ask: the customers of the standing, or the page of the department with what it serves."""
    if silence.is_department:
        return reverse("customers:department_detail", args=[silence.reading.key])
    return f"{reverse('customers:customer_list')}?{urlencode({'kind': 'external', 'standing': silence.reading.key})}"
