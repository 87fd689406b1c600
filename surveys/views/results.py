"""What a survey brought: figures, comments, the list of answers and the file of them."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required, staff_required
from common.exports import csv_response
from common.paging import KeysetPage
from surveys import figures
from surveys.models import Survey, Wave
from surveys.permissions import can_manage_surveys
from surveys.queries import results as queries


@staff_required
@require_safe
def survey_results(request: HttpRequest, pk: int) -> HttpResponse:
    survey = get_object_or_404(Survey, pk=pk)
    results = queries.results_of(survey, user=request.user, wave=_wave(request, survey))
    context = {
        "survey": survey,
        "results": results,
        "waves": survey.waves.all(),
        "funnel": figures.funnel(results),
        "charts": []
        if results.is_hidden
        else [chart for question in results.questions for chart in figures.of_question(question)],
        "can_manage": can_manage_surveys(request.user),
    }
    return render(request, "surveys/survey_results.html", context)


def _wave(request: HttpRequest, survey: Survey) -> Wave | None:
    asked = request.GET.get("wave", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise Http404
    return get_object_or_404(survey.waves, pk=int(asked))


@staff_required
@require_safe
def response_list(request: HttpRequest, pk: int) -> HttpResponse:
    survey = get_object_or_404(Survey, pk=pk)
    only = request.GET.get("only", "")
    found = queries.responses_of_survey(survey, user=request.user, only=only)
    tabs = [
        {"label": label, "url": f"?only={key}" if key else "?", "is_current": key == only}
        for key, label in (("", _("All")), ("low", _("Bad answers")), ("comments", _("With a comment")))
    ]
    page = KeysetPage(found, order=("-submitted_at", "-id"), params=request.GET)
    context = {"survey": survey, "page": page, "tabs": tabs, "can_manage": can_manage_surveys(request.user)}
    return render(request, "surveys/response_list.html", context)


@manager_required
@require_safe
def survey_export(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """All answers as CSV."""
    survey = get_object_or_404(Survey, pk=pk)
    questions = list(survey.questions.all())
    head = [
        _("Answered"),
        _("Customer number"),
        _("Name"),
        _("By"),
        _("Complaint"),
        *(question.text for question in questions),
    ]
    rows = queries.export_rows(survey, user=request.user, questions=questions)
    return csv_response(f"survey-{survey.pk}.csv", head, rows)
