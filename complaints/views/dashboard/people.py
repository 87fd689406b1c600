from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required
from complaints.queries.promises import promise_records
from complaints.queries.workers import WorkRecord, work_by_department, work_by_person
from complaints.views.dashboard import charts
from complaints.views.dashboard.period import Asked


@manager_required
@require_safe
def complaint_people(request: HttpRequest) -> HttpResponse:
    """C7: by officer and by department; for coaching, no ranking."""
    asked = Asked.of(request)
    scope = {"user": request.user, "since": asked.since, "until": asked.until}
    promises = {record.owner: record for record in promise_records(**scope, at=asked.at)}
    context = {
        **asked.context("complaint_people"),
        "people": [_row(asked, record, "owner", promises.get(record.who)) for record in work_by_person(**scope)],
        "departments": [_row(asked, record, "department") for record in work_by_department(**scope)],
    }
    return render(request, "complaints/complaint_people.html", context)


def _row(asked: Asked, record: WorkRecord, name: str, promises: Any = None) -> dict[str, Any]:
    params = {"tab": "all", "resolved_from": asked.since.isoformat(), "resolved_to": asked.until.isoformat()}
    url = charts.list_url(**params, **{name: str(record.who.pk)}) if record.who else ""
    half: timedelta | None = record.half if record.is_enough else None
    return {"record": record, "url": url, "half": charts.duration(half), "promises": promises}
