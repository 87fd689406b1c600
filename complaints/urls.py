from django.urls import path, re_path

from complaints.views import (
    dashboard,
    deadlines,
    detail,
    drafts,
    intake,
    public,
    queue,
    quick,
    remedies,
    settings,
    steps,
    tracking,
    walk,
)

app_name = "complaints"


def _one(tail: str, view, name: str):
    """An address below one complaint's own: /complaints/K-2026-00482/..."""
    return re_path(rf"^complaints/(?P<reference>K-\d{{4}}-\d{{5,9}})/{tail}$", view, name=name)


urlpatterns = [
    path("complaints/", queue.complaint_list, name="complaint_list"),
    path("complaints/new/", intake.complaint_new, name="complaint_new"),
    path("complaints/new/caller/", intake.complaint_caller, name="complaint_caller"),
    path("complaints/drafts/save/", drafts.draft_save, name="draft_save"),
    path("complaints/drafts/discard/", drafts.draft_discard, name="draft_discard"),
    path("complaints/dashboard/", dashboard.complaint_dashboard, name="complaint_dashboard"),
    path("complaints/remedies/", remedies.remedy_queue, name="remedy_queue"),
    path("complaints/remedies/<int:pk>/", remedies.remedy_decide, name="remedy_decide"),
    _one("", detail.complaint_detail, "complaint_detail"),
    _one(r"write/(?P<kind>[a-z]+)/", detail.complaint_write, "complaint_write"),
    _one("edit/", steps.complaint_edit, "complaint_edit"),
    _one("walk/", walk.complaint_walk, "complaint_walk"),
    _one("take/", quick.complaint_take, "complaint_take"),
    _one("assign/", quick.complaint_assign, "complaint_assign"),
    _one("status/", quick.complaint_status, "complaint_status"),
    _one("acknowledge/", steps.complaint_acknowledge, "complaint_acknowledge"),
    _one("assess/", steps.complaint_assess, "complaint_assess"),
    _one("last-word/", steps.complaint_last_word, "complaint_last_word"),
    _one("start/", steps.complaint_start, "complaint_start"),
    _one("wait/", steps.complaint_wait, "complaint_wait"),
    _one("resolve/", steps.complaint_resolve, "complaint_resolve"),
    _one("remedy/", steps.complaint_remedy, "complaint_remedy"),
    _one("close/", steps.complaint_close, "complaint_close"),
    _one("reopen/", steps.complaint_reopen, "complaint_reopen"),
    path("complain/", public.public_form, name="public_form"),
    path("charter/", public.charter, name="charter"),
    path("c/<str:token>/", tracking.tracking, name="tracking"),
    path("c/<str:token>/thanks/", public.public_thanks, name="public_thanks"),
    path("c/<str:token>/message/", tracking.tracking_message, name="tracking_message"),
    path("c/<str:token>/accept/", tracking.tracking_accept, name="tracking_accept"),
    path("c/<str:token>/reopen/", tracking.tracking_reopen, name="tracking_reopen"),
    path("handling/policy/", settings.handling_policy, name="handling_policy"),
    path("handling/deadlines/", deadlines.deadline_list, name="deadline_list"),
    path("handling/deadlines/<int:pk>/", deadlines.deadline_edit, name="deadline_edit"),
    path("handling/escalation/", deadlines.escalation, name="escalation"),
    path("handling/escalation/new/", deadlines.escalation_step_new, name="escalation_step_new"),
    path("handling/escalation/<int:pk>/", deadlines.escalation_step_edit, name="escalation_step_edit"),
    path("handling/escalation/<int:pk>/remove/", deadlines.escalation_step_remove, name="escalation_step_remove"),
    path("handling/holidays/public/", settings.holidays_add_public, name="holidays_add_public"),
    path("handling/working-hours/", settings.working_hours, name="working_hours"),
    path("handling/holidays/add/", settings.holiday_add, name="holiday_add"),
    path("handling/holidays/<int:pk>/remove/", settings.holiday_remove, name="holiday_remove"),
    path("handling/causes/", settings.cause_list, name="cause_list"),
    path("handling/causes/new/", settings.cause_new, name="cause_new"),
    path("handling/causes/<int:pk>/", settings.cause_edit, name="cause_edit"),
]
