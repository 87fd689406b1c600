"""What can be done from a row of the queue: take it, hand it over, the next step. The row alone is exchanged."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from accounts.permissions import staff_required
from common.errors import AppError
from common.paging import KeysetPage
from complaints import services
from complaints.forms.handling import AssignForm, StatusForm
from complaints.listing import COMPLAINTS, listing_of
from complaints.models import Complaint
from complaints.steps_offered import OWN_PAGE, next_steps
from complaints.views.common import attempt, find, simple_step, status_of, step
from complaints.views.queue import cells_beside, row_of, shown_columns


@staff_required
@require_POST
def complaint_take(request: HttpRequest, reference: str) -> HttpResponse:
    """Become responsible with one click, unless somebody else was quicker."""
    complaint = find(request, reference)

    def act() -> Complaint:
        return services.take(complaint=complaint, at=timezone.now(), by=request.user)

    if not request.htmx:
        return simple_step(request, complaint, act, _("The complaint is yours."))
    said = ""
    try:
        act()
    except AppError as error:
        said = str(error)
    return _with_toast(_row(request, find(request, reference), is_focused=True), said)


@staff_required
def complaint_assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose who is responsible; from a row of the queue the row alone is exchanged."""
    complaint = find(request, reference)
    initial = {"owner": complaint.owner_id or request.user.pk, "version": complaint.version}
    form = AssignForm(request.POST or None, complaint=complaint, initial=initial)

    def act() -> Complaint:
        return services.assign(
            complaint=complaint,
            owner=form.cleaned_data["owner"],
            expected_version=form.cleaned_data["version"],
            at=timezone.now(),
            by=request.user,
        )

    done = _("The officer is changed.")
    if request.htmx:
        return _in_row(request, complaint, form, act, "assign", done=done)
    return step(request, complaint, form, template="complaint_assign", act=act, done=done)


@staff_required
def complaint_status(request: HttpRequest, reference: str) -> HttpResponse:
    """The next step in one choice; what needs words leads to its own page."""
    complaint = find(request, reference)
    form = StatusForm(request.POST or None, steps=next_steps(complaint))
    asked = form.is_bound and form.is_valid() and form.cleaned_data["step"]
    if asked in OWN_PAGE:
        target = redirect(f"complaints:complaint_{asked}", reference)
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": target.url})
        return target
    services_by_step = {
        "start": services.start_work,
        "wait": services.wait_for_customer,
        "close": services.close_complaint,
    }

    def act() -> Complaint:
        return services_by_step[asked](complaint=complaint, at=timezone.now(), by=request.user)

    if request.htmx:
        return _in_row(request, complaint, form, act, "status")
    done = _("The status is changed.")
    return step(request, complaint, form, template="complaint_status", act=act, done=done)


def _in_row(
    request: HttpRequest, complaint: Complaint, form: forms.Form, act: Callable[[], Any], name: str, *, done: str = ""
) -> HttpResponse:
    """Inside the queue: the row with a small form, and after it was sent the row as it is now.

    `done` is said besides, where the row may not show it.
    """
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        return _with_toast(_row(request, complaint, is_focused=True), done)
    quick = {"form": form, "quick": name, "quick_url": f"complaints:complaint_{name}"}
    return _row(request, complaint, status=status_of(form), **quick)


def _with_toast(response: HttpResponse, text: str) -> HttpResponse:
    return trigger_client_event(response, "prima:toast", {"text": text}) if text else response


def _row(request: HttpRequest, complaint: Complaint, *, status: int = 200, **context: Any) -> HttpResponse:
    """The row as the list shows it from which htmx asks: its columns, and the place that its link carries."""
    params = QueryDict(urlsplit(request.htmx.current_url or "").query)
    listing = listing_of(params, user=request.user, at=timezone.now())
    cursor = KeysetPage(Complaint.objects.none(), order=listing.order, params={}).cursor_of(complaint)
    query = COMPLAINTS.canonical(params, request.user)
    row = row_of(complaint, cells_beside(shown_columns(request, params)), query, cursor)
    return render(request, "complaints/_row.html", {"row": row, "complaint": complaint, **context}, status=status)
