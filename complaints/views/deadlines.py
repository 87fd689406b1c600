"""Deadlines and the ladder of escalation. Only admins change them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import admin_required
from common.errors import AppError, StaleRecord
from complaints import services
from complaints.forms.deadlines import DeadlinesForm, EscalationStepForm
from complaints.models import DeadlineSet, EscalationStep
from complaints.views.common import status_of


@admin_required
@require_safe
def deadline_list(request: HttpRequest) -> HttpResponse:
    """All sets with their rules: ours first, then what laws and authorities ask."""
    sets = DeadlineSet.objects.prefetch_related("rules")
    return render(request, "complaints/deadline_list.html", {"sets": sets})


@admin_required
def deadline_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Times of one set; open complaints follow in the background."""
    deadlines = get_object_or_404(DeadlineSet, pk=pk)
    form = DeadlinesForm(request.POST or None, deadlines=deadlines)
    if request.method == "POST" and form.is_valid():
        try:
            job = services.update_deadlines(
                deadlines=deadlines,
                expected_version=form.cleaned_data["version"],
                is_active=form.cleaned_data.get("is_active", True),
                amounts=form.amounts,
                by=request.user,
                at=timezone.now(),
            )
        except StaleRecord as stale:
            form.show_conflict(stale)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("The deadlines are saved."))
            return redirect(job)
    context = {"form": form, "deadlines": deadlines}
    return render(request, "complaints/deadline_edit.html", context, status=status_of(form))


@admin_required
@require_safe
def escalation(request: HttpRequest) -> HttpResponse:
    """The ladder: who hears at which per cent."""
    steps = EscalationStep.objects.prefetch_related("people")
    return render(request, "complaints/escalation.html", {"steps": steps})


@admin_required
def escalation_step_new(request: HttpRequest) -> HttpResponse:
    return _step_page(request, EscalationStepForm(request.POST or None, initial={"version": 1}), None)


@admin_required
def escalation_step_edit(request: HttpRequest, pk: int) -> HttpResponse:
    step = get_object_or_404(EscalationStep, pk=pk)
    form = EscalationStepForm(request.POST or None, instance=step, initial={"version": step.version})
    return _step_page(request, form, EscalationStep.objects.get(pk=pk))


@admin_required
@require_POST
def escalation_step_remove(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_escalation_step(step=get_object_or_404(EscalationStep, pk=pk))
    messages.success(request, _("The step is removed."))
    return redirect("complaints:escalation")


def _step_page(request: HttpRequest, form: EscalationStepForm, step: EscalationStep | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            services.save_escalation_step(step=step, expected_version=data.pop("version"), **data)
        except StaleRecord as stale:
            form.show_conflict(stale)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("The step is saved."))
            return redirect("complaints:escalation")
    context = {"form": form, "step": step}
    return render(request, "complaints/escalation_step.html", context, status=status_of(form))
