"""Pages and buttons that move a complaint on."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import staff_required
from complaints import services
from complaints.forms.findings import known_finding
from complaints.forms.handling import (
    AcknowledgeForm,
    AssessForm,
    LastWordForm,
    RemedyForm,
    ReopenForm,
    ResolveForm,
    WaitForm,
)
from complaints.forms.intake import EditComplaintForm
from complaints.models import Complaint, HandlingPolicy
from complaints.services.editing import EDITABLE
from complaints.services.steps import ASSESSED
from complaints.views.common import find, simple_step, step


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
    initial |= known_finding(complaint)
    form = ResolveForm(request.POST or None, initial=initial)

    @transaction.atomic
    def act() -> None:
        at, data = timezone.now(), form.cleaned_data
        services.resolve(
            complaint=complaint,
            resolution=data["resolution"],
            cause=data["cause"],
            **form.finding,
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
