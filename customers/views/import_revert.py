"""Taking an import back: what it would do and what stays, then the doing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.permissions import admin_required
from common.errors import AppError
from customers.enums import ImportStatus
from customers.imports import report, wizard
from customers.views.imports import visible_run


@admin_required
@require_safe
def import_revert(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be taken back and what can't, with the button that does it."""
    run = visible_run(request, pk)
    if run.status != ImportStatus.DONE:
        return HttpResponseClientRefresh() if request.htmx else redirect("customers:import_run", run.pk)
    if run.job is not None and not run.job.is_finished:
        template = "customers/_import_progress.html" if request.htmx else "customers/import_progress.html"
        return render(request, template, {"run": run, "job": run.job, "address": run.revert_url})
    if request.htmx:
        return HttpResponseClientRefresh()
    plan = run.revert_plan
    context = {"run": run, "plan": plan, "due": report.shown_due(plan), "kept": report.shown_kept(plan)}
    return render(request, "customers/import_revert.html", context)


@admin_required
@require_POST
def import_revert_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a worker look what can be taken back."""
    return _begun(request, pk, wizard.preview_revert)


@admin_required
@require_POST
def import_revert_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was shown."""
    return _begun(request, pk, wizard.begin_revert)


def _begun(request: HttpRequest, pk: int, begin: object) -> HttpResponse:
    run = visible_run(request, pk)
    try:
        begin(run=run, by=request.user, at=timezone.now())
    except AppError as error:
        messages.error(request, str(error))
        return redirect("customers:import_run", run.pk)
    return redirect("customers:import_revert", run.pk)
