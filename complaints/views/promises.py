"""Promises with a date: noting one, the list of what is due, and what became of each."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required, staff_required
from common.paging import KeysetPage
from complaints import queries, services
from complaints.forms.promises import (
    PromiseDoneForm,
    PromiseForm,
    PromiseMoveForm,
    PromiseOwnerForm,
    PromiseReleaseForm,
)
from complaints.models import Promise
from complaints.queries import promises as found
from complaints.views.common import attempt, find, status_of, step

DONE = {
    "done": gettext_lazy("The promise is marked as done."),
    "move": gettext_lazy("The promise has a new date."),
    "release": gettext_lazy("Noted: the customer released us from the promise."),
    "owner": gettext_lazy("A colleague does it now."),
}
DAYS = 90  # of the record that managers see


@staff_required
def complaint_promise(request: HttpRequest, reference: str) -> HttpResponse:
    """Note a promise that was made on the phone, at the counter or elsewhere."""
    complaint = find(request, reference)
    initial = {"owner": complaint.owner_id or request.user.pk}
    form = PromiseForm(request.POST or None, complaint=complaint, initial=initial)

    def act() -> Promise:
        data = form.cleaned_data
        return services.make_promise(
            complaint=complaint, what=data["what"], due_at=form.due_at, owner=data["owner"], at=timezone.now(),
            by=request.user, submission_key=data["submission_key"],
        )  # fmt: skip

    return step(request, complaint, form, template="complaint_promise", act=act, done=_("The promise is noted."))


@staff_required
@require_safe
def promise_list(request: HttpRequest) -> HttpResponse:
    """Open promises of one tab by date, so that what is overdue stands first."""
    at = timezone.now()
    tabs = found.promise_tabs(user=request.user, at=at)
    asked = request.GET.get("tab", "")
    chosen = next((tab for tab in tabs if tab[0] == asked), tabs[0])
    address = reverse("complaints:promise_list")
    context = {
        "page": KeysetPage(chosen[2], order=("due_at", "id"), params=request.GET),
        "tabs": [
            {"label": label, "url": f"{address}?tab={key}", "is_current": key == chosen[0], "count": count}
            for key, label, _rows, count in tabs
        ],
        "now": at,
    }
    return render(request, "complaints/promise_list.html", context)


@manager_required
@require_safe
def promise_record(request: HttpRequest) -> HttpResponse:
    """How many promises of the last months were kept, by person and over all; and each that was broken."""
    at = timezone.now()
    until = timezone.localdate(at)
    period = {"user": request.user, "since": until - timedelta(days=DAYS - 1), "until": until, "at": at}
    records = found.promise_records(**period)
    context = {
        "records": records,
        "overall": found.total_record(records),
        "page": KeysetPage(found.broken_promises(**period), order=("due_at", "id"), params=request.GET),
        "days": DAYS,
        "now": at,
    }
    return render(request, "complaints/promise_record.html", context)


@staff_required
def promise_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One promise: mark it as done, move it, hand it over, or note that the customer no longer needs it."""
    promise = _promise(request, pk)
    sent = request.POST.get("action", "") if request.method == "POST" else ""
    all_forms = _forms(request, promise, sent)
    form = all_forms.get(sent)
    if form is not None and form.is_valid() and attempt(form, lambda: _act(sent, promise, form, request)):
        messages.success(request, DONE[sent])
        return redirect(promise.complaint)
    context = {"promise": promise, "complaint": promise.complaint, "now": timezone.now(), "forms": all_forms}
    context["form"] = form or all_forms["done"]
    status = status_of(form) if form is not None else 422 if request.method == "POST" else 200
    return render(request, "complaints/promise_detail.html", context, status=status)


def _forms(request: HttpRequest, promise: Promise, sent: str) -> dict[str, Any]:
    makers: dict[str, Callable[..., forms.Form]] = {
        "done": PromiseDoneForm,
        "move": lambda *args, **options: PromiseMoveForm(*args, initial={"version": promise.version}, **options),
        "release": PromiseReleaseForm,
        "owner": lambda *args, **options: PromiseOwnerForm(*args, complaint=promise.complaint, **options),
    }
    return {name: make(request.POST if name == sent else None, auto_id=f"{name}_%s") for name, make in makers.items()}


def _act(action: str, promise: Promise, form: Any, request: HttpRequest) -> Promise:
    data, moment = form.cleaned_data, {"at": timezone.now(), "by": request.user}
    match action:
        case "done":
            return services.keep_promise(promise=promise, note=data["note"], **moment)
        case "release":
            return services.release_promise(promise=promise, note=data["note"], **moment)
        case "owner":
            return services.hand_over_promise(promise=promise, to=data["owner"])
        case _:
            return services.move_promise(
                promise=promise, due_at=form.due_at, is_agreed=data["is_agreed"], note=data["note"],
                expected_version=data["version"], **moment,
            )  # fmt: skip


def _promise(request: HttpRequest, pk: int) -> Promise:
    rows = queries.visible_promises(request.user)
    rows = rows.select_related("complaint__customer", "complaint__owner", "owner", "made_by", "ended_by")
    try:
        return rows.get(pk=pk)
    except (Promise.DoesNotExist, OverflowError):
        raise Http404 from None
