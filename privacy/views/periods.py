"""How long data are kept: the months of each kind, what they would take, what every night took, who is held."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import admin_required, manager_required
from common.errors import AppError, StaleRecord
from common.paging import KeysetPage
from privacy import queries, services
from privacy.forms import HoldForm, PeriodsForm, TrialForm
from privacy.models import PrivacyPolicy
from privacy.periods import period_kind
from privacy.views.consents import visible_customer

MONTHS = 24  # tried where a kind has no period yet


@admin_required
def period_list(request: HttpRequest) -> HttpResponse:
    """Every kind of data: counted from what, what goes, what stays, and for how many months it is kept."""
    policy = PrivacyPolicy.load()
    form = PeriodsForm(request.POST or None, initial={"version": policy.version, **policy.periods})
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.save_periods(periods=form.periods(), expected_version=form.cleaned_data["version"])
        except StaleRecord as stale:
            form.add_error(None, str(stale))
            status = 409
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("The periods are saved."))
            return redirect("privacy:period_list")
    context = {"form": form, "policy": policy, "nights": queries.latest_nights()}
    return render(request, "privacy/period_list.html", context, status=status)


@admin_required
@require_safe
def period_trial(request: HttpRequest, name: str) -> HttpResponse:
    """What would go: how many rows, which ones, and who is kept why. Nothing is written."""
    kind = period_kind(name)
    if kind is None:
        raise Http404
    months = PrivacyPolicy.load().periods.get(kind.name) or max(MONTHS, kind.least)
    form = TrialForm(request.GET if "months" in request.GET else None, least=kind.least, initial={"months": months})
    if form.is_bound and form.is_valid():
        months = form.cleaned_data["months"]
    trial = queries.trial_of(kind, months=months, user=request.user, at=timezone.now())
    page = KeysetPage(trial.rows, order=("id",), params=request.GET)
    context = {"form": form, "kind": kind, "trial": trial, "page": page, "lines": [kind.line(row) for row in page]}
    return render(request, "privacy/period_trial.html", context, status=422 if form.errors else 200)


@manager_required
def hold_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a person beyond every period, with the reason."""
    customer = visible_customer(pk)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.hold(customer=customer, reason=form.cleaned_data["reason"], at=timezone.now(), by=request.user)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("These data are kept until the hold is lifted."))
            return redirect(customer)
    context = {"form": form, "customer": customer}
    return render(request, "privacy/hold_form.html", context, status=422 if form.is_bound else 200)


@manager_required
@require_POST
def hold_lift(request: HttpRequest, pk: int) -> HttpResponse:
    customer = visible_customer(pk)
    try:
        services.lift_hold(customer=customer, at=timezone.now(), by=request.user)
    except AppError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The hold is lifted: the periods count again."))
    return redirect(customer)
