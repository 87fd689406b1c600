from django.urls import path, re_path

from complaints.views import dashboard, detail, intake, queue, remedies, steps

app_name = "complaints"


def _one(tail: str, view, name: str):
    """An address below one complaint's own: /complaints/K-2026-00482/..."""
    return re_path(rf"^complaints/(?P<reference>K-\d{{4}}-\d{{5,9}})/{tail}$", view, name=name)


urlpatterns = [
    path("complaints/", queue.complaint_list, name="complaint_list"),
    path("complaints/new/", intake.complaint_new, name="complaint_new"),
    path("complaints/new/caller/", intake.complaint_caller, name="complaint_caller"),
    path("complaints/dashboard/", dashboard.complaint_dashboard, name="complaint_dashboard"),
    path("complaints/remedies/", remedies.remedy_queue, name="remedy_queue"),
    path("complaints/remedies/<int:pk>/", remedies.remedy_decide, name="remedy_decide"),
    _one("", detail.complaint_detail, "complaint_detail"),
    _one(r"write/(?P<kind>[a-z]+)/", detail.complaint_write, "complaint_write"),
    _one("edit/", steps.complaint_edit, "complaint_edit"),
    _one("assign/", steps.complaint_assign, "complaint_assign"),
    _one("status/", steps.complaint_status, "complaint_status"),
    _one("start/", steps.complaint_start, "complaint_start"),
    _one("wait/", steps.complaint_wait, "complaint_wait"),
    _one("resolve/", steps.complaint_resolve, "complaint_resolve"),
    _one("remedy/", steps.complaint_remedy, "complaint_remedy"),
    _one("close/", steps.complaint_close, "complaint_close"),
    _one("reopen/", steps.complaint_reopen, "complaint_reopen"),
]
