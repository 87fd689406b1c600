from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import admin_required
from common.errors import AppError
from common.paging import KeysetPage
from customers.enums import ImportedKind, ImportStatus
from customers.forms.imports import ImportForm
from customers.imports import uploads
from customers.imports.kinds import KINDS
from customers.models import ImportRun


@admin_required
def import_start(request: HttpRequest) -> HttpResponse:
    """Upload a file to have it checked; below, what was brought in before."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            run = uploads.check_upload(
                kind=form.cleaned_data["kind"], upload=upload, by=request.user, at=timezone.now()
            )
        except AppError as error:
            form.add_app_error(AppError(error.message, field="file"))
        else:
            return redirect("customers:import_run", run.pk)
    runs = ImportRun.objects.select_related("started_by").exclude(status=ImportStatus.CHECKED)
    page = KeysetPage(runs, order=("-started_at", "-id"), params=request.GET)
    columns = [(kind.label, KINDS[kind].columns) for kind in ImportedKind]
    context = {"form": form, "page": page, "columns": columns}
    return render(request, "customers/import.html", context, status=422 if form.is_bound else 200)


@admin_required
@require_safe
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """What a check found, with the way to go on, or what an import did."""
    run = _visible_run(request, pk)
    context = {"run": run, "is_check": run.status == ImportStatus.CHECKED}
    return render(request, "customers/import_run.html", context)


@admin_required
@require_POST
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    run = _visible_run(request, pk)
    try:
        if uploads.confirm_upload(run=run, by=request.user, at=timezone.now()):
            messages.success(request, _("The file is imported."))
    except AppError as error:
        messages.error(request, str(error))
    return redirect("customers:import_run", pk)


@admin_required
@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    uploads.discard_upload(run=_visible_run(request, pk), by=request.user)
    messages.success(request, _("The file is forgotten; nothing was imported."))
    return redirect("customers:import")


@admin_required
@require_safe
def import_errors(request: HttpRequest, pk: int) -> FileResponse:
    """The rejected rows with their reasons, as a file to mend."""
    run = _visible_run(request, pk)
    path = Path(run.errors_file)
    if not run.errors_file or not path.is_file():
        raise Http404
    name = f"{Path(run.filename).stem}-rejected.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def _visible_run(request: HttpRequest, pk: int) -> ImportRun:
    """A check belongs to whoever uploaded the file; results are there for all administrators."""
    run = get_object_or_404(ImportRun.objects.select_related("started_by"), pk=pk)
    if run.status == ImportStatus.CHECKED and run.started_by_id != request.user.pk:
        raise Http404
    return run
