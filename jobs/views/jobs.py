from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import staff_required
from common.errors import AppError
from common.paging import KeysetPage
from jobs import queries, services
from jobs.models import Job
from jobs.permissions import can_download_result, can_steer_job


@staff_required
@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """What I asked for (an administrator: what everybody asked for), newest first."""
    page = KeysetPage(queries.jobs_seen_by(request.user), order=("-created_at", "-id"), params=request.GET)
    return render(request, "jobs/job_list.html", {"page": page})


@staff_required
@require_safe
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and what came of it; to htmx the progress alone."""
    job = _visible(request, pk)
    context = {
        "job": job,
        "can_steer": can_steer_job(request.user, job),
        "can_undo": can_steer_job(request.user, job) and queries.can_be_undone(job),
        "has_file": can_download_result(request.user, job) and job.file_path is not None,
    }
    return render(request, "jobs/_progress.html" if request.htmx else "jobs/job_detail.html", context)


@staff_required
@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = _visible(request, pk)
    try:
        services.cancel_job(job=job, at=timezone.now())
    except AppError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Stopped. What was done so far stays."))
    return redirect(job)


@staff_required
@require_POST
def job_undo(request: HttpRequest, pk: int) -> HttpResponse:
    job = _visible(request, pk)
    try:
        return redirect(services.undo_job(job=job, by=request.user, at=timezone.now()))
    except AppError as error:
        messages.warning(request, str(error))
        return redirect(job)


@staff_required
@require_safe
def job_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file it made: a download, for the person who asked for it."""
    job = _visible(request, pk)
    if not can_download_result(request.user, job) or job.file_path is None:
        raise Http404
    return FileResponse(
        job.file_path.open("rb"),
        as_attachment=True,
        filename=job.result_name or job.result_file,
        content_type="application/octet-stream",
    )


def _visible(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(queries.jobs_seen_by(request.user), pk=pk)
