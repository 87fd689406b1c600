"""What a customer opens from a letter. Opening changes nothing: mail scanners follow links too. Only a POST does."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation

from accounts.personal import personal_page
from common.tokens import token_hash
from surveys import services
from surveys.enums import QuestionKind
from surveys.forms import AnswerForm, field_name
from surveys.models import Invitation, InvitationLink, Question, UnsubscribeLink
from surveys.services import AnswerRefused, InvitationClosed
from surveys.services.responses import check_open


@personal_page("GET", "HEAD", "POST")
def survey_answer(request: HttpRequest, token: str) -> HttpResponse:
    """The questionnaire: GET shows it (`?score=` only preselects), POST stores the answer once."""
    invitation = _invitation(token)
    if invitation is None:
        return _unknown(request)
    with _language_of(request, invitation.language):
        return _in_active_language(_answer_page(request, invitation, token))


def _answer_page(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    now = timezone.now()
    questions = list(invitation.survey.questions.all())
    form = AnswerForm(
        questions, request.POST if request.method == "POST" else None, initial=_preselected(request, questions)
    )
    try:
        check_open(invitation, at=now)
        if form.is_valid():
            language = translation.get_language() or settings.LANGUAGE_CODE
            services.submit_response(invitation=invitation, answers=form.answers(), at=now, language=language)
            return _to_thanks(request, token)
    except InvitationClosed as closed:
        context = {"state": closed.state, "survey": invitation.survey}
        return render(request, "surveys/public_closed.html", context, status=409 if form.is_bound else 410)
    except AnswerRefused as refusal:
        form.show_refusal(refusal)
    context = {"survey": invitation.survey, "form": form, "invitation": invitation}
    return render(request, "surveys/public_answer.html", context, status=422 if form.is_bound else 200)


@personal_page("GET", "HEAD", "POST")
def survey_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks after answering; a customer who is not content can ask to be called (POST)."""
    invitation = _invitation(token)
    answered = getattr(invitation, "response", None)
    if invitation is None or answered is None:
        return _unknown(request)
    with _language_of(request, invitation.language):
        if request.method == "POST":
            services.request_contact(response=answered, at=timezone.now())
            return _to_thanks(request, token)
        context = {"survey": invitation.survey, "answered": answered}
        return _in_active_language(render(request, "surveys/public_thanks.html", context))


@personal_page("GET", "HEAD", "POST")
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST does it: the button here, or the mail program itself (RFC 8058). Both may come twice."""
    link = UnsubscribeLink.find(token)
    if link is None or not link.is_open(timezone.now()):
        return _unknown(request)
    with _language_of(request, link.customer.language):
        if request.method == "POST":
            services.unsubscribe(link=link, at=timezone.now())
        is_done = request.method == "POST" or not link.customer.survey_consent
        return _in_active_language(render(request, "surveys/public_unsubscribe.html", {"is_done": is_done}))


def _invitation(token: str) -> Invitation | None:
    links = InvitationLink.objects.filter(token_hash=token_hash(token), revoked_at__isnull=True)
    link = links.select_related("invitation__survey", "invitation__customer", "invitation__complaint").first()
    return link.invitation if link else None


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "surveys/public_unknown.html", status=404)


def _to_thanks(request: HttpRequest, token: str) -> HttpResponse:
    response = redirect("surveys:survey_thanks", token=token)
    if "lang" in request.GET:
        response["Location"] += f"?lang={translation.get_language()}"
    return response


def _language_of(request: HttpRequest, language: str) -> translation.override:
    """What the customer asks for in the address, else the language of the letter."""
    asked = request.GET.get("lang", "")
    return translation.override(asked if asked in dict(settings.LANGUAGES) else language)


def _in_active_language(response: HttpResponse) -> HttpResponse:
    response["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    return response


def _preselected(request: HttpRequest, questions: list[Question]) -> dict[str, int]:
    """`?score=` of the links in the letter: a number on the 0-10 scale or, where there is none, on the 1-4 scale."""
    text = request.GET.get("score", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        return {}
    for kind, lowest, highest in ((QuestionKind.NPS, 0, 10), (QuestionKind.SCALE4, 1, 4)):
        if scored := [question for question in questions if question.kind == kind]:
            return {field_name(scored[0]): int(text)} if lowest <= int(text) <= highest else {}
    return {}
