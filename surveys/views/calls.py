"""The call list, and keying in what was said on the phone or written on paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import staff_required
from common.errors import AppError
from common.paging import KeysetPage
from surveys import services
from surveys.enums import CallOutcome, Mode
from surveys.forms import KeyInForm
from surveys.models import Invitation
from surveys.queries.listing import calls_to_make
from surveys.services import AnswerRefused, InvitationClosed


@staff_required
@require_safe
def phone_list(request: HttpRequest) -> HttpResponse:
    calls = calls_to_make(user=request.user, at=timezone.now())
    page = KeysetPage(calls, order=("send_at", "id"), params=request.GET)
    return render(request, "surveys/phone_list.html", {"page": page})


@staff_required
def key_in(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request, pk)
    if hasattr(invitation, "response"):
        return redirect(invitation.response)
    form = _form(request, invitation)
    if form.is_bound and form.is_valid():
        try:
            answer = services.key_in_response(
                invitation=invitation,
                answers=form.answers(),
                mode=form.cleaned_data["mode"],
                at=timezone.now(),
                by=request.user,
                language=invitation.language,
            )
            messages.success(request, _("Answers saved."))
            return redirect("surveys:phone_list" if "next" in request.POST else answer)
        except AnswerRefused as refusal:
            form.show_refusal(refusal)
        except InvitationClosed as closed:
            form.add_error(None, str(closed))
    context = {"invitation": invitation, "form": form, "outcomes": CallOutcome.choices}
    return render(request, "surveys/key_in.html", context, status=422 if form.is_bound else 200)


@staff_required
@require_POST
def note_call(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request, pk)
    outcome = request.POST.get("outcome", "")
    if outcome not in CallOutcome.values:
        messages.error(request, _("Say how the call ended."))
        return redirect("surveys:key_in", pk=pk)
    try:
        services.note_call(invitation=invitation, outcome=outcome, at=timezone.now())
        messages.success(request, _("The call is noted."))
    except AppError as error:
        messages.error(request, str(error))
    return redirect("surveys:phone_list")


def _invitation(request: HttpRequest, pk: int) -> Invitation:
    visible = Invitation.objects.visible_to(request.user).select_related("survey", "customer", "complaint", "response")
    return get_object_or_404(visible, pk=pk)


def _form(request: HttpRequest, invitation: Invitation) -> KeyInForm:
    """The questions stand in the customer's language: they are read out."""
    mode = Mode.PAPER if invitation.mode == Mode.PAPER else Mode.PHONE
    with translation.override(invitation.language):
        questions = list(invitation.survey.questions.all())
        return KeyInForm(questions, request.POST if request.method == "POST" else None, initial={"mode": mode})
