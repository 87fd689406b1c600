"""Standing and stage of one customer: why they are what they are, set by hand, given back to the policy."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import manager_required, staff_required
from common.errors import AppError
from customers import queries, services
from customers.enums import StandingSource
from customers.forms import EvidenceForm, StageForm, StandingForm
from customers.models import StageEvidence
from customers.permissions import can_remove_evidence, can_set_standing
from customers.views.records import get_customer


@manager_required
def standing_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Overrule the policy for one customer, with a reason; the history stands beside it."""
    customer = get_customer(pk)
    initial = {"standing": customer.standing, "effective_from": timezone.localdate()}
    form = StandingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_standing(
                customer=customer,
                **form.cleaned_data,
                source=StandingSource.OVERRIDE,
                by=request.user,
                at=timezone.now(),
            )
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("The standing of %(name)s is set by hand.") % {"name": customer.name})
            return redirect(customer)
    context = {
        "form": form,
        "customer": customer,
        "history": queries.standing_history(customer),
        "judgement": queries.judgement_of(customer, today=timezone.localdate()),
    }
    return render(request, "customers/standing_form.html", context, status=422 if form.is_bound else 200)


@manager_required
@require_POST
def standing_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the policy decide again."""
    customer = get_customer(pk)
    try:
        services.return_to_policy(customer=customer, at=timezone.now(), by=request.user)
    except AppError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The policy decides the standing of %(name)s again.") % {"name": customer.name})
    return redirect(customer)


@staff_required
def customer_stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a customer is in the life cycle, why, and since when; staff note what shows it, managers may overrule."""
    customer = get_customer(pk)
    form = EvidenceForm(request.POST or None, initial={"happened_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.note_evidence(customer=customer, **form.cleaned_data, by=request.user, at=timezone.now())
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Noted; the stage of %(name)s follows from it.") % {"name": customer.name})
            return redirect("customers:customer_stage", pk)
    context = {**_about_stage(request, customer), "form": form}
    return render(request, "customers/customer_stage.html", context, status=422 if form.is_bound else 200)


@manager_required
def stage_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Overrule the policy of the life cycle for one customer, with a reason."""
    customer = get_customer(pk)
    initial = {"stage": customer.stage, "effective_from": timezone.localdate()}
    form = StageForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_stage(customer=customer, **form.cleaned_data, by=request.user, at=timezone.now())
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("The stage of %(name)s is set by hand.") % {"name": customer.name})
            return redirect("customers:customer_stage", pk)
    context = {**_about_stage(request, customer), "form": form}
    return render(request, "customers/stage_form.html", context, status=422 if form.is_bound else 200)


def _about_stage(request: HttpRequest, customer: Any) -> dict[str, Any]:
    return {
        "customer": customer,
        "judgement": queries.judgement_of(customer, today=timezone.localdate()),
        "history": queries.stage_history(customer),
        "evidence": queries.stage_evidence(customer),
        "can_set_stage": can_set_standing(request.user),
    }


@manager_required
@require_POST
def stage_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the policy decide about the stage again."""
    customer = get_customer(pk)
    try:
        services.return_stage_to_policy(customer=customer, at=timezone.now(), by=request.user)
    except AppError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The policy decides the stage of %(name)s again.") % {"name": customer.name})
    return redirect("customers:customer_stage", pk)


@staff_required
@require_POST
def evidence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    evidence = get_object_or_404(
        StageEvidence.objects.select_related("customer").filter(customer__erased_at__isnull=True), pk=pk
    )
    if not can_remove_evidence(request.user, evidence):
        messages.error(request, _("Only who noted it, or a manager, can take it back."))
        return redirect("customers:customer_stage", evidence.customer_id)
    try:
        services.remove_evidence(evidence=evidence, at=timezone.now())
    except AppError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back; the stage follows."))
    return redirect("customers:customer_stage", evidence.customer_id)
