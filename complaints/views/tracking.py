"""How customers follow a complaint by a private link. Opening changes nothing: mail scanners open links too."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.personal import personal_page
from common.errors import AppError
from complaints import queries, services
from complaints.enums import Status
from complaints.forms.files import is_too_large, too_large
from complaints.forms.public import CustomerMessageForm, RefusalForm
from complaints.models import Complaint
from complaints.views.language import in_spoken_language, redirect_in_language, speak


def personal_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the complaint of the token; a plain page says so when the link is unknown (404) or over (410)."""

    @wraps(view)
    def with_complaint(request: HttpRequest, token: str, **further: Any) -> HttpResponse:
        link = queries.tracking_link(token)
        if link is None:
            return render(request, "complaints/tracking_closed.html", status=404)
        speak(request, link.complaint.language)
        if not link.is_open(timezone.now()):
            return in_spoken_language(render(request, "complaints/tracking_closed.html", {"link": link}, status=410))
        return in_spoken_language(view(request, link.complaint, token, **further))

    return with_complaint


@personal_page("GET", "HEAD")
@personal_view
def tracking(request: HttpRequest, complaint: Complaint, token: str) -> HttpResponse:
    """Number, state, what happens next, and what both sides wrote. Of a confidential one number and state alone."""
    return _page(request, complaint, token)


@personal_page("POST")
@personal_view
def tracking_message(request: HttpRequest, complaint: Complaint, token: str) -> HttpResponse:
    """The customer adds something or answers a question."""
    _refuse_confidential(complaint)
    if is_too_large(request):
        form = too_large(CustomerMessageForm)
        return _page(request, complaint, token, message_form=form, form=form, status=413)
    form = CustomerMessageForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.add_customer_message(complaint=complaint, at=timezone.now(), **form.cleaned_data)
            return _back(request, token, "message")
        except AppError as error:
            form.add_app_error(error)
    return _page(request, complaint, token, message_form=form, form=form, status=422)


@personal_page("POST")
@personal_view
def tracking_accept(request: HttpRequest, complaint: Complaint, token: str) -> HttpResponse:
    """The customer is content."""
    _refuse_confidential(complaint)
    try:
        services.accept(complaint=complaint, at=timezone.now())
    except AppError:
        complaint.refresh_from_db()
        changed = _("This complaint has moved on meanwhile. Please look at its present state below.")
        return _page(request, complaint, token, notice=changed, status=409)
    return _back(request, token, "accepted")


@personal_page("POST")
@personal_view
def tracking_reopen(request: HttpRequest, complaint: Complaint, token: str) -> HttpResponse:
    """The customer is not content and says why; sending it twice reopens once."""
    _refuse_confidential(complaint)
    if complaint.is_open:
        return _back(request, token, "reopened")
    form = RefusalForm(request.POST)
    if form.is_valid():
        try:
            not_solved = services.refuse if complaint.status == Status.ANSWERED else services.reopen
            not_solved(complaint=complaint, at=timezone.now(), **form.cleaned_data)
            return _back(request, token, "reopened")
        except AppError as error:
            form.add_app_error(error)
    return _page(request, complaint, token, refusal_form=form, form=form, status=422)


def _refuse_confidential(complaint: Complaint) -> None:
    if complaint.is_restricted:
        raise Http404


def _back(request: HttpRequest, token: str, done: str) -> HttpResponse:
    return redirect_in_language(request, f"{reverse('complaints:tracking', args=[token])}?done={done}")


def _page(request: HttpRequest, complaint: Complaint, token: str, *, status: int = 200, **forms) -> HttpResponse:
    if complaint.is_restricted:
        return render(request, "complaints/tracking_confidential.html", {"complaint": complaint})
    context = {**case_context(complaint), "token": token, "done": request.GET.get("done"), **forms}
    return render(request, "complaints/tracking.html", context, status=status)


def case_context(complaint: Complaint) -> dict[str, Any]:
    """What a customer sees of a complaint and may do with it now."""
    now = timezone.now()
    limits = queries.limits_of(complaint)
    return {
        "complaint": complaint,
        "steps": queries.steps_of(complaint),
        "entries": queries.public_messages(complaint),
        "files": queries.files_given(complaint),
        "limits": limits,
        "ahead": queries.deadlines_ahead_of(complaint),
        "ways": queries.ways_on(complaint),
        "is_late": complaint.is_overdue(now),
        "may_write": complaint.is_open,
        "may_accept": complaint.status == Status.ANSWERED,
        "may_reopen": limits.reopen_until is not None and now <= limits.reopen_until,
        "message_form": CustomerMessageForm(),
        "refusal_form": RefusalForm(),
    }
