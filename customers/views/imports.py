"""Bringing files in: upload, what a check found, what an import did."""

from pathlib import Path

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.permissions import admin_required
from common.errors import AppError
from common.paging import KeysetPage
from customers.enums import UNDECIDED_IMPORTS, ImportedKind, ImportStatus
from customers.forms.imports import UploadForm
from customers.imports import report, wizard
from customers.imports.kinds import KINDS
from customers.imports.reasons import ImportRefused
from customers.imports.uploads import receive_large, refuse_large
from customers.models import ImportPreset, ImportRun
from jobs.services import cancel_job

AT_WORK = (ImportStatus.CHECKING, ImportStatus.RUNNING, ImportStatus.REVERTING)


@csrf_exempt  # so that the form is not read before it is known who sends how much; _import_start checks the token
@admin_required
def import_start(request: HttpRequest) -> HttpResponse:
    """Upload a file to have it looked at; below, what waits and what was brought in before."""
    if request.method == "POST":
        try:
            refuse_large(request)
        except ImportRefused as refusal:
            return _start_page(request, UploadForm.refused(refusal))
        receive_large(request)
    return _import_start(request)


@csrf_protect
def _import_start(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = wizard.take_in(
                kind=form.cleaned_data["kind"], upload=form.cleaned_data["file"], by=request.user, at=timezone.now()
            )
        except AppError as error:
            form.add_app_error(AppError(error.message, field="file"))
        else:
            return redirect("customers:import_columns", run.pk)
    return _start_page(request, form)


def _start_page(request: HttpRequest, form: UploadForm) -> HttpResponse:
    runs = ImportRun.objects.select_related("started_by").exclude(status__in=UNDECIDED_IMPORTS)
    context = {
        "form": form,
        "page": KeysetPage(runs, order=("-started_at", "-id"), params=request.GET),
        "waiting": _mine(request).filter(status__in=UNDECIDED_IMPORTS).order_by("-started_at")[:20],
        "kinds": [(kind, KINDS[kind]) for kind in ImportedKind],
        "has_presets": ImportPreset.objects.exists(),
    }
    return render(request, "customers/import.html", context, status=422 if form.is_bound else 200)


@admin_required
@require_safe
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a worker is, what a check found with the way to go on, or what an import did."""
    run = visible_run(request, pk)
    if run.status == ImportStatus.UPLOADED:
        return redirect("customers:import_columns", run.pk)
    if run.status in AT_WORK:
        template = "customers/_import_progress.html" if request.htmx else "customers/import_progress.html"
        return render(request, template, {"run": run, "job": run.job})
    if request.htmx:
        return HttpResponseClientRefresh()
    context = {
        "run": run,
        "is_check": run.status == ImportStatus.CHECKED,
        "problems": report.shown_problems(run.problems),
        "groups": report.shown_groups(run.report),
        "new": report.shown_samples(run.kind, run.report, "new"),
        "changed": report.shown_samples(run.kind, run.report, "changed"),
        "kept": report.shown_kept(run.revert_plan) if run.status == ImportStatus.REVERTED else [],
    }
    return render(request, "customers/import_run.html", context)


@admin_required
@require_POST
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    run = visible_run(request, pk)
    try:
        wizard.confirm(run=run, by=request.user, at=timezone.now())
    except AppError as error:
        messages.error(request, str(error))
    return redirect("customers:import_run", pk)


@admin_required
@require_POST
def import_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the worker; what it was about is not written."""
    run = visible_run(request, pk)
    try:
        if run.job is not None:
            cancel_job(job=run.job, at=timezone.now())
    except AppError as error:
        messages.warning(request, str(error))
    return redirect("customers:import_run", pk)


@admin_required
@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    run = visible_run(request, pk)
    try:
        wizard.discard(run=run, at=timezone.now())
    except AppError as error:
        messages.error(request, str(error))
        return redirect("customers:import_run", pk)
    messages.success(request, _("The file is forgotten; nothing was imported."))
    return redirect("customers:import")


@admin_required
@require_safe
def import_errors(request: HttpRequest, pk: int) -> FileResponse:
    """The rejected rows with their reasons, as a file to mend."""
    run = visible_run(request, pk)
    path = Path(run.errors_file)
    if not run.errors_file or not path.is_file():
        raise Http404
    name = f"{Path(run.filename).stem}-rejected.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def visible_run(request: HttpRequest, pk: int) -> ImportRun:
    """A file belongs to whoever uploaded it until it is imported; results are there for all administrators."""
    run = get_object_or_404(ImportRun.objects.select_related("started_by", "job", "preset", "reverted_by"), pk=pk)
    if run.status in UNDECIDED_IMPORTS and run.started_by_id != request.user.pk:
        raise Http404
    return run


def _mine(request: HttpRequest) -> "QuerySet[ImportRun]":
    return ImportRun.objects.filter(started_by=request.user)
