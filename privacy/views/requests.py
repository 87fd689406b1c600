"""The desk: what people ask about their data, with a clock of 3 × 24 hours each."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import manager_required, staff_required
from common.errors import AppError
from common.paging import KeysetPage
from customers.models import Customer
from privacy import queries, services
from privacy.enums import RequestKind
from privacy.forms import EraseForm, StepForm, TakeInForm
from privacy.models import DataRequest, PrivacyPolicy
from privacy.views.consents import visible_customer


@manager_required
@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    """Open requests by due time, late ones first; closed ones newest first."""
    now, tab = timezone.now(), request.GET.get("tab", "")
    tab = tab if tab in queries.TABS else queries.OPEN
    order = ("-received_at", "-id") if tab == queries.CLOSED else ("due_at", "id")
    found = queries.requests_of(tab, user=request.user, at=now)
    context = {
        "page": KeysetPage(found, order=order, params=request.GET),
        "tab": tab,
        "tabs": _tabs(tab, queries.counts_of(user=request.user, at=now)),
        "now": now,
    }
    return render(request, "privacy/request_list.html", context)


def _tabs(current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    labels = {"open": _("Open"), "mine": _("Mine"), "overdue": _("Overdue"), "closed": _("Closed")}
    address = reverse("privacy:request_list")
    return [
        {"label": label, "url": f"{address}?{urlencode({'tab': tab})}", "is_current": tab == current,
         "count": counts.get(tab)}
        for tab, label in labels.items()
    ]  # fmt: skip


@staff_required
def request_create(request: HttpRequest) -> HttpResponse:
    """Take a request in: everybody on the phone may; managers answer it."""
    form = TakeInForm(request.POST or None, initial={"customer": request.GET.get("customer", "")[:20]})
    if request.method == "POST" and form.is_valid():
        try:
            taken = _take_in(request, form)
        except AppError as error:
            field = "received_on" if error.field == "received_at" else error.field
            form.add_app_error(AppError(error.message, field=field))
        else:
            return _to_taken(request, taken)
    return render(request, "privacy/request_form.html", {"form": form}, status=422 if form.is_bound else 200)


def _take_in(request: HttpRequest, form: TakeInForm) -> DataRequest:
    values, now = form.cleaned_data, timezone.now()
    customer = None
    if values["customer"]:
        customer = Customer.objects.filter(number=values["customer"].upper(), erased_at=None).first()
        if customer is None:
            raise AppError(_("No customer has this number."), field="customer")
    return services.take_in_request(
        kind=values["kind"],
        customer=customer,
        requester=values["requester"],
        contact=values["contact"],
        channel=values["channel"],
        details=values["details"],
        received_at=form.received_at(now),
        submission_key=values["submission_key"],
        at=now,
        by=request.user,
    )


def _to_taken(request: HttpRequest, taken: DataRequest) -> HttpResponse:
    text = _("%(number)s is taken in. It is to be answered by %(due)s.")
    due = timezone.localtime(taken.due_at)
    messages.success(request, text % {"number": taken.reference, "due": f"{due:%d-%m-%Y %H:%M}"})
    if request.user.is_manager:
        return redirect(taken)
    return redirect(taken.customer) if taken.customer else redirect("home")


def _found(pk: int) -> DataRequest:
    people = ("customer", "owner", "identity_by", "proposed_by", "created_by")
    return get_object_or_404(DataRequest.objects.select_related(*people), pk=pk)


@manager_required
@require_safe
def request_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked, how much time is left, what was done, and the next step."""
    found = _found(pk)
    context = {
        "request_": found,
        "steps": found.steps.select_related("by"),
        "files": queries.files_of(found, user=request.user)[:5],
        "is_overdue": found.is_overdue(),
        "restriction": queries.restriction_of(found.customer) if found.customer else None,
    }
    return render(request, "privacy/request_detail.html", context)


Write = Callable[..., None]
# What each written step asks for, and the service that stores it.
WRITTEN: dict[str, tuple[Any, str, Write]] = {
    "identity": (gettext_lazy("How the identity was checked"), "how", services.note_identity),
    "note": (gettext_lazy("Note"), "text", services.add_note),
    "answer": (gettext_lazy("What the person was told"), "text", services.answer_request),
    "refuse": (gettext_lazy("Why it is refused, as the person was told"), "text", services.refuse_request),
}


@manager_required
def request_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step that needs words: identity, note, answer, refusal."""
    if step not in WRITTEN:
        raise Http404
    found = _found(pk)
    label, argument, write = WRITTEN[step]
    form = StepForm(request.POST or None, label=label)
    if request.method == "POST" and form.is_valid():
        try:
            write(request=found, at=timezone.now(), by=request.user, **{argument: form.cleaned_data["text"]})
        except AppError as error:
            form.add_app_error(AppError(error.message, field="text"))
        else:
            messages.success(request, _("Noted."))
            return redirect(found)
    context = {"form": form, "request_": found, "title": label}
    return render(request, "privacy/request_step.html", context, status=422 if form.is_bound else 200)


def _step(request: HttpRequest, pk: int, act: Callable[[DataRequest], Any], done: str) -> HttpResponse:
    found = _found(pk)
    try:
        act(found)
    except AppError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(found)


@manager_required
@require_POST
def request_take(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: DataRequest) -> None:
        services.take_on(request=found, at=timezone.now(), by=request.user)

    return _step(request, pk, act, _("It is yours now."))


@manager_required
@require_POST
def request_file(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: DataRequest) -> None:
        services.ask_for_data_file(request=found, at=timezone.now(), by=request.user)

    return _step(request, pk, act, _("The file is being made; it appears here within a minute."))


@manager_required
@require_POST
def request_restrict(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: DataRequest) -> None:
        services.restrict(request=found, at=timezone.now(), by=request.user)

    return _step(request, pk, act, _("Processing has stopped: no surveys, no contact, and the record says so."))


@manager_required
@require_POST
def restriction_lift(request: HttpRequest, pk: int) -> HttpResponse:
    customer = visible_customer(pk)
    try:
        services.lift_restriction(customer=customer, at=timezone.now(), by=request.user)
    except AppError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The restriction is lifted. Say in the registry whether we may contact them."))
    return redirect(customer)


@manager_required
def request_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be erased and what stays; then, with the number typed once more, the erasure."""
    found = _found(pk)
    customer = found.customer
    if found.kind != RequestKind.ERASURE or customer is None or customer.erased_at or not found.is_open:
        raise Http404
    needs_second = PrivacyPolicy.load().erasure_needs_second
    proposes = needs_second and found.proposed_by is None
    form = EraseForm(request.POST or None, expected=customer.number)
    if request.method == "POST" and form.is_valid():
        act = services.propose_erasure if proposes else services.carry_out_erasure
        try:
            act(request=found, at=timezone.now(), by=request.user)
        except AppError as error:
            form.add_app_error(error)
        else:
            text = _("Proposed. Another manager carries it out.") if proposes else _("The personal data are erased.")
            messages.success(request, text)
            return redirect(found)
    context = {
        "form": form,
        "request_": found,
        "customer": customer,
        "plan": services.planned_erasure(customer),
        "obstacles": services.obstacles(customer, user=request.user),
        "proposes": proposes,
    }
    return render(request, "privacy/request_erase.html", context, status=422 if form.is_bound else 200)
