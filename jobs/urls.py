from django.urls import path

from jobs.views import bulk, jobs

app_name = "jobs"

urlpatterns = [
    path("", jobs.job_list, name="job_list"),
    path("<int:pk>/", jobs.job_detail, name="job_detail"),
    path("<int:pk>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("<int:pk>/undo/", jobs.job_undo, name="job_undo"),
    path("<int:pk>/file/", jobs.job_file, name="job_file"),
    path("exports/", bulk.export_list, name="export_list"),
    path("bulk/<str:key>/", bulk.bulk_action, name="bulk_action"),
]
