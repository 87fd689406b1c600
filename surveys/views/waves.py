"""Choosing people for a wave, and watching it go out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import manager_required, staff_required
from common.errors import AppError
from surveys import services
from surveys.enums import Exclusion, Mode
from surveys.forms import SegmentForm, WaveForm
from surveys.models import Survey, Wave
from surveys.queries.listing import waves_of
from surveys.queries.people import Selection, audience_of, selection_for


@manager_required
def wave(request: HttpRequest, pk: int) -> HttpResponse:
    """GET counts the chosen group; POST begins to send to it, and shows how far that has come."""
    survey = get_object_or_404(Survey, pk=pk)
    is_sent = request.method == "POST"
    filters = SegmentForm(request.POST if is_sent else request.GET, user=request.user)
    form = WaveForm(request.POST if is_sent else None, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            job = services.send_wave(
                survey=survey,
                group=form.segment(),
                at=timezone.now(),
                by=request.user,
                send_at=form.send_at(),
                words=form.describe(),
                submission_key=form.cleaned_data["submission_key"],
            )
            return redirect(job)
        except AppError as error:
            form.add_app_error(error)
    context = {"survey": survey, "filters": filters, "form": form, **_shown(_counted(survey, filters))}
    return render(request, "surveys/wave.html", context, status=422 if form.is_bound else 200)


def _counted(survey: Survey, filters: SegmentForm) -> Selection | None:
    if not filters.is_valid():
        return None
    try:
        return selection_for(survey, filters.segment().of(audience_of(survey)), at=timezone.now())
    except AppError as error:
        filters.add_error("saved", str(error))
        return None


def _shown(selection: Selection | None) -> dict:
    if selection is None:
        return {"selection": None}
    return {
        "selection": selection,
        "ways": [(mode.label, selection.by_mode.get(mode, 0)) for mode in Mode],
        "reasons": [(reason.label, selection.excluded[reason]) for reason in Exclusion if reason in selection.excluded],
    }


@staff_required
@require_safe
def wave_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The line of a wave that is going out, asked for again and again by the page."""
    found = get_object_or_404(waves_of(get_object_or_404(Wave, pk=pk).survey), pk=pk)
    return render(request, "surveys/_wave_progress.html", {"wave": found})


@manager_required
@require_POST
def wave_pause(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Wave.objects.select_related("survey"), pk=pk)
    services.pause_wave(wave=found, at=timezone.now())
    messages.success(request, _("The wave is paused. Letters already handed over still go out."))
    return redirect(found.survey)


@manager_required
@require_POST
def wave_resume(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Wave.objects.select_related("survey"), pk=pk)
    services.resume_wave(wave=found, at=timezone.now())
    messages.success(request, _("The wave goes on."))
    return redirect(found.survey)
