"""Surveys: what is out, building one, publishing and closing it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import manager_required, staff_required
from common.errors import AppError, StaleRecord
from common.paging import KeysetPage
from surveys import services
from surveys.enums import InvitationStatus
from surveys.forms import (
    AnswerForm,
    InvitationFilterForm,
    PublishedSurveyForm,
    QuestionFormSet,
    SurveyEditForm,
    SurveyForm,
)
from surveys.models import Survey
from surveys.permissions import can_manage_surveys, can_send_wave
from surveys.queries import listing


@staff_required
@require_safe
def survey_list(request: HttpRequest) -> HttpResponse:
    page = KeysetPage(Survey.objects.all(), order=("-created_at", "-id"), params=request.GET)
    context = {
        "page": page,
        "rows": listing.survey_rows(page, user=request.user),
        "can_manage": can_manage_surveys(request.user),
    }
    return render(request, "surveys/survey_list.html", context)


@staff_required
@require_safe
def survey_detail(request: HttpRequest, pk: int) -> HttpResponse:
    survey = get_object_or_404(Survey, pk=pk)
    filters = InvitationFilterForm(request.GET)
    status = filters.cleaned_data["status"] if filters.is_valid() else ""
    invitations = listing.invitations_of(survey, user=request.user, status=status)
    questions = list(survey.questions.all())
    context = {
        "survey": survey,
        "counts": listing.counts_of(survey, user=request.user),
        "page": KeysetPage(invitations, order=("-created_at", "-id"), params=request.GET),
        "status": status,
        "statuses": InvitationStatus.choices,
        "waves": listing.waves_of(survey)[:5],
        "questions": questions,
        "can_manage": can_manage_surveys(request.user),
        "can_send_wave": can_send_wave(request.user, survey),
    }
    return render(request, "surveys/survey_detail.html", context)


@staff_required
@require_safe
def survey_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as customers see it; its button does nothing."""
    survey = get_object_or_404(Survey, pk=pk)
    form = AnswerForm(list(survey.questions.all()))
    return render(request, "surveys/public_answer.html", {"survey": survey, "form": form, "is_preview": True})


@manager_required
def survey_create(request: HttpRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form, questions = SurveyForm(data), QuestionFormSet.of(None, data)
    if data is not None and _all_valid(form, questions):
        try:
            survey = services.save_survey(
                by=request.user, at=timezone.now(), fields=form.values(), questions=questions.drafts()
            )
            messages.success(request, _("Survey saved as a draft."))
            return redirect(survey)
        except AppError as error:
            form.add_app_error(error)
    return _form_page(request, form, questions)


@manager_required
def survey_edit(request: HttpRequest, pk: int) -> HttpResponse:
    survey = get_object_or_404(Survey, pk=pk)
    data = request.POST if request.method == "POST" else None
    kind = SurveyEditForm if survey.is_draft else PublishedSurveyForm
    form = kind(data, instance=survey, initial={"version": survey.version})
    questions = QuestionFormSet.of(survey, data) if survey.is_draft else None
    if data is not None and _all_valid(form, questions):
        try:
            services.save_survey(
                survey=survey,
                expected_version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
                fields=form.values(),
                questions=questions.drafts() if questions is not None else None,
            )
            messages.success(request, _("Survey saved."))
            return redirect(survey)
        except StaleRecord as stale:
            form.show_conflict(stale)
            return _form_page(request, form, questions, survey=survey, status=409)
        except AppError as error:
            form.add_app_error(error)
    return _form_page(request, form, questions, survey=survey)


def _all_valid(form: SurveyForm, questions: QuestionFormSet | None) -> bool:
    """Both are looked at, so that all faults show at once."""
    return all([form.is_valid(), questions is None or questions.is_valid()])


def _form_page(
    request: HttpRequest,
    form: SurveyForm,
    questions: QuestionFormSet | None,
    *,
    survey: Survey | None = None,
    status: int | None = None,
) -> HttpResponse:
    context = {"form": form, "questions": questions, "survey": survey}
    return render(request, "surveys/survey_form.html", context, status=status or (422 if form.is_bound else 200))


def _change(request: HttpRequest, pk: int, change: Callable[..., Survey], done: str) -> HttpResponse:
    survey = get_object_or_404(Survey, pk=pk)
    try:
        survey = change(survey=survey, at=timezone.now())
        messages.success(request, done)
    except AppError as error:
        messages.error(request, str(error))
    return redirect(survey)


@manager_required
@require_POST
def survey_publish(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, pk, services.publish_survey, _("Survey published."))


@manager_required
@require_POST
def survey_close(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, pk, services.close_survey, _("Survey closed. Nobody is invited any more."))


@manager_required
@require_POST
def survey_copy(request: HttpRequest, pk: int) -> HttpResponse:
    survey = get_object_or_404(Survey, pk=pk)
    copy = services.copy_survey(survey=survey, by=request.user, at=timezone.now())
    messages.success(request, _("This is the copy. Change what you like, then publish it."))
    return redirect("surveys:survey_edit", pk=copy.pk)
