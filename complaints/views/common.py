"""What the pages of one complaint share."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.models import User
from common.errors import AppError, StaleRecord
from complaints import queries, services
from complaints.drafting import PLACES, draft_for, key_of
from complaints.models import Complaint


def find(request: HttpRequest, reference: str) -> Complaint:
    """The complaint, or 404: also for one this person may not know of."""
    try:
        return queries.visible_complaint(user=request.user, reference=reference)
    except Complaint.DoesNotExist:
        raise Http404 from None


def attempt(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Call a service with a valid form; its refusal is shown in the form. Whether it went well."""
    try:
        act()
    except StaleRecord as stale:
        form.show_conflict(stale)
    except AppError as error:
        form.add_app_error(error)
    else:
        return True
    return False


def finish_draft(request: HttpRequest) -> None:
    """The form was sent: what was kept of it while it was typed is not needed any more."""
    if key := key_of(request.POST):
        services.finish_draft(user=cast(User, request.user), key=key, at=timezone.now())


def seen_of(data: QueryDict) -> int | None:
    """Up to which line of the timeline a page has shown all; None where it does not say."""
    text = data.get("seen", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def status_of(form: forms.Form) -> int:
    if getattr(form, "conflict", None):
        return 409
    return 422 if form.is_bound else 200


def step(
    request: HttpRequest,
    complaint: Complaint,
    form: forms.Form,
    *,
    template: str,
    act: Callable[[], Any],
    done: Any,
    **context: Any,
) -> HttpResponse:
    """A page with one form that does one thing with the complaint, and leads back to it."""
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        finish_draft(request)
        messages.success(request, done)
        return redirect(complaint)
    place = template.removeprefix("complaint_")
    if place in PLACES:
        context["draft"] = draft_for(request, form, place=place, complaint=complaint)
    return render(
        request,
        f"complaints/{template}.html",
        {"complaint": complaint, "form": form, **context},
        status=status_of(form),
    )


def simple_step(request: HttpRequest, complaint: Complaint, act: Callable[[], Any], done: Any) -> HttpResponse:
    """A button without a form: does it, or says why not, and leads back to the complaint."""
    try:
        act()
    except AppError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(complaint)
