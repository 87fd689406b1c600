from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import manager_required
from common.errors import AppError, StaleRecord
from common.formats import number
from customers import queries, services
from customers.enums import StandingSource
from customers.forms import StandingForm, StandingPolicyForm
from customers.models import StandingPolicy
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
    context = {"form": form, "customer": customer, "history": queries.standing_history(customer)}
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


@manager_required
def standing_policy(request: HttpRequest) -> HttpResponse:
    policy = StandingPolicy.load()
    form = StandingPolicyForm(request.POST or None, instance=policy, initial={"version": policy.version})
    context = {"form": form, "policy": policy}
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            moved = services.save_policy(
                tenure_years=values["tenure_years"],
                transactions_a_year=values["transactions_a_year"],
                expected_version=values["version"],
                at=timezone.now(),
                by=request.user,
            )
        except StaleRecord as stale:
            form.show_conflict(stale)
            return render(request, "customers/standing_policy.html", context, status=409)
        except AppError as error:
            form.add_app_error(error)
        else:
            text = ngettext("Saved; %(count)s customer moved.", "Saved; %(count)s customers moved.", moved)
            messages.success(request, text % {"count": number(moved)})
            return redirect("customers:standing_policy")
    return render(request, "customers/standing_policy.html", context, status=422 if form.is_bound else 200)


@manager_required
@require_safe
def standing_preview(request: HttpRequest) -> HttpResponse:
    """How many customers a policy would move, before it is saved."""
    form = StandingPolicyForm({**request.GET.dict(), "version": "1"})
    moves = None
    if form.is_valid():
        values = form.cleaned_data
        moves = queries.standing_moves(
            tenure_years=values["tenure_years"],
            transactions_a_year=values["transactions_a_year"],
            today=timezone.localdate(),
        )
    return render(request, "customers/_standing_moves.html", {"moves": moves})
