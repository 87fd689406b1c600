"""Pages and buttons that move a complaint on."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import staff_required
from complaints import services
from complaints.enums import Status
from complaints.forms.handling import (
    AcknowledgeForm,
    AssessForm,
    AssignForm,
    LastWordForm,
    RemedyForm,
    ReopenForm,
    ResolveForm,
    StatusForm,
    WaitForm,
)
from complaints.forms.intake import EditComplaintForm
from complaints.models import Complaint, HandlingPolicy
from complaints.services.editing import EDITABLE
from complaints.services.steps import ASSESSED
from complaints.views.common import attempt, find, simple_step, status_of, step


@staff_required
def complaint_edit(request: HttpRequest, reference: str) -> HttpResponse:
    complaint = find(request, reference)
    initial = {name: getattr(complaint, name) for name in (*EDITABLE, "is_restricted", "version")}
    initial["cause"] = complaint.cause and complaint.cause.slug
    initial["named"] = list(complaint.named_people.values_list("user_id", flat=True))
    form = EditComplaintForm(request.POST or None, initial=initial)

    @transaction.atomic
    def act() -> None:
        data = dict(form.cleaned_data)
        version, is_restricted, named = data.pop("version"), data.pop("is_restricted"), data.pop("named")
        moment = {"complaint": complaint, "at": timezone.now(), "by": request.user}
        services.edit_complaint(expected_version=version, **moment, **data)
        services.set_confidentiality(is_restricted=is_restricted, named=named, **moment)

    return step(request, complaint, form, template="complaint_edit", act=act, done=_("The complaint is saved."))


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

    if request.htmx:
        return _in_row(request, complaint, form, act, "assign")
    done = _("The officer is changed.")
    return step(request, complaint, form, template="complaint_assign", act=act, done=done)


# Steps that need words: the queue leads to their own page.
OWN_PAGE = ("acknowledge", "assess", "resolve", "reopen", "last_word")


def next_steps(complaint: Complaint) -> list[tuple[str, str]]:
    """Steps of the queue for a state; the first one is the usual one. Some lead to a page of their own."""
    steps = {
        Status.ANSWERED: [("close", _("Close")), ("reopen", _("Reopen …"))],
        Status.ACCEPTED: [("close", _("Close"))],
        Status.REFUSED: [
            ("start", _("Go on with the work")),
            ("resolve", _("Answer …")),
            ("last_word", _("Close as our last word …")),
        ],
        Status.CLOSED: [("reopen", _("Reopen …"))],
    }
    if complaint.status in steps and not complaint.is_waiting:
        return steps[complaint.status]
    answer = ("resolve", _("Answer …"))
    if complaint.is_waiting:
        return [("start", _("Go on with the work")), answer]
    wait = ("wait", _("Wait for the customer"))
    if complaint.status == Status.INVESTIGATING:
        return [wait, answer]
    acknowledge = [("acknowledge", _("Acknowledged …"))] if complaint.status == Status.RECEIVED else []
    return [("start", _("Start work")), *acknowledge, ("assess", _("Assess …")), wait, answer]


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


def _in_row(request: HttpRequest, complaint: Complaint, form, act, name: str) -> HttpResponse:
    """Inside the queue: the row with a small form, and after it was sent the row as it is now."""
    context = {
        "complaint": complaint,
        "form": form,
        "quick": name,
        "quick_url": f"complaints:complaint_{name}",
        "now": timezone.now(),
    }
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        return render(request, "complaints/_row.html", {**context, "quick": "", "is_focused": True})
    return render(request, "complaints/_row.html", context, status=status_of(form))


@staff_required
def complaint_acknowledge(request: HttpRequest, reference: str) -> HttpResponse:
    """How the customer was told that we have the complaint, where no receipt could be sent."""
    complaint = find(request, reference)
    form = AcknowledgeForm(request.POST or None)

    def act() -> Complaint:
        return services.acknowledge(complaint=complaint, at=timezone.now(), by=request.user, **form.cleaned_data)

    done = _("Noted: the customer knows that we have the complaint.")
    return step(request, complaint, form, template="complaint_acknowledge", act=act, done=done)


@staff_required
def complaint_assess(request: HttpRequest, reference: str) -> HttpResponse:
    """Weigh the complaint, or weigh it anew; the promises follow."""
    complaint = find(request, reference)
    initial = {name: getattr(complaint, name) for name in (*ASSESSED, "deadlines", "version")}
    form = AssessForm(request.POST or None, initial=initial)

    def act() -> Complaint:
        data = dict(form.cleaned_data)
        version = data.pop("version")
        return services.assess(
            complaint=complaint, expected_version=version, at=timezone.now(), by=request.user, **data
        )

    return step(request, complaint, form, template="complaint_assess", act=act, done=_("The complaint is assessed."))


@staff_required
def complaint_last_word(request: HttpRequest, reference: str) -> HttpResponse:
    """Close a complaint whose answer was refused: our last word, with the reason."""
    complaint = find(request, reference)
    form = LastWordForm(request.POST or None)

    def act() -> Complaint:
        return services.close_complaint(complaint=complaint, at=timezone.now(), by=request.user, **form.cleaned_data)

    done = _("The complaint is closed; the customer is told where else to turn.")
    return step(request, complaint, form, template="complaint_last_word", act=act, done=done)


@staff_required
def complaint_wait(request: HttpRequest, reference: str) -> HttpResponse:
    complaint = find(request, reference)
    form = WaitForm(request.POST or None)

    def act() -> Complaint:
        return services.wait_for_customer(complaint=complaint, at=timezone.now(), by=request.user, **form.cleaned_data)

    done = _("The clock stands still until the customer answers.")
    return step(request, complaint, form, template="complaint_wait", act=act, done=done)


@staff_required
def complaint_resolve(request: HttpRequest, reference: str) -> HttpResponse:
    complaint = find(request, reference)
    initial = {"cause": complaint.cause and complaint.cause.slug, "version": complaint.version}
    form = ResolveForm(request.POST or None, initial=initial)

    @transaction.atomic
    def act() -> None:
        at, data = timezone.now(), form.cleaned_data
        services.resolve(
            complaint=complaint,
            resolution=data["resolution"],
            cause=data["cause"],
            decision=data["decision"],
            expected_version=data["version"],
            at=at,
            by=request.user,
        )
        if data["kind"]:
            services.propose_remedy(complaint=complaint, at=at, by=request.user, **form.remedy)

    policy = HandlingPolicy.load()
    done = _("The complaint is answered; the customer is told.")
    return step(request, complaint, form, template="complaint_resolve", act=act, done=done, policy=policy)


@staff_required
def complaint_reopen(request: HttpRequest, reference: str) -> HttpResponse:
    complaint = find(request, reference)
    form = ReopenForm(request.POST or None)

    def act() -> Complaint:
        return services.reopen(complaint=complaint, at=timezone.now(), by=request.user, **form.cleaned_data)

    return step(request, complaint, form, template="complaint_reopen", act=act, done=_("The complaint is open again."))


@staff_required
def complaint_remedy(request: HttpRequest, reference: str) -> HttpResponse:
    complaint = find(request, reference)
    form = RemedyForm(request.POST or None)

    def act():
        return services.propose_remedy(complaint=complaint, at=timezone.now(), by=request.user, **form.remedy)

    policy = HandlingPolicy.load()
    done = _("The remedy is recorded.")
    return step(request, complaint, form, template="complaint_remedy", act=act, done=done, policy=policy)


@staff_required
@require_POST
def complaint_start(request: HttpRequest, reference: str) -> HttpResponse:
    complaint = find(request, reference)
    return simple_step(
        request,
        complaint,
        lambda: services.start_work(complaint=complaint, at=timezone.now(), by=request.user),
        _("Work on the complaint has begun."),
    )


@staff_required
@require_POST
def complaint_close(request: HttpRequest, reference: str) -> HttpResponse:
    complaint = find(request, reference)
    return simple_step(
        request,
        complaint,
        lambda: services.close_complaint(complaint=complaint, at=timezone.now(), by=request.user),
        _("The complaint is closed."),
    )
