from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required
from common.paging import KeysetPage
from complaints import queries, services
from complaints.forms.handling import DecisionForm
from complaints.models import HandlingPolicy, Remedy
from complaints.permissions import can_decide_remedy
from complaints.views.common import attempt, status_of


@manager_required
@require_safe
def remedy_queue(request: HttpRequest) -> HttpResponse:
    waiting = queries.remedies_to_decide(user=request.user)
    context = {
        "page": KeysetPage(waiting, order=("proposed_at", "id"), params=request.GET),
        "total": waiting.count(),
        **_budget(),
    }
    return render(request, "complaints/remedy_queue.html", context)


@manager_required
def remedy_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked for, what this customer was given before, what is left of the month; approve or reject."""
    remedy = _find(request, pk)
    form = DecisionForm(request.POST or None)

    def act() -> Remedy:
        approve = form.cleaned_data["decision"] == "approve"
        return services.decide_remedy(
            remedy=remedy, approve=approve, reason=form.cleaned_data["reason"], at=timezone.now(), by=request.user
        )

    if request.method == "POST" and form.is_valid() and attempt(form, act):
        messages.success(request, _("Your decision is recorded."))
        return redirect("complaints:remedy_queue")
    context = {
        "remedy": remedy,
        "complaint": remedy.complaint,
        "form": form,
        "may_decide": can_decide_remedy(request.user, remedy),
        "earlier": queries.remedies_of(remedy.complaint.customer, user=request.user).exclude(pk=remedy.pk)[:10],
        **_budget(),
    }
    return render(request, "complaints/remedy_decide.html", context, status=status_of(form))


def _find(request: HttpRequest, pk: int) -> Remedy:
    try:
        return queries.visible_remedies(user=request.user).get(pk=pk)
    except (Remedy.DoesNotExist, OverflowError):
        raise Http404 from None


def _budget() -> dict:
    granted, budget = queries.granted_in_month(timezone.now()), HandlingPolicy.load().monthly_budget
    return {"granted": granted, "budget": budget, "left": budget - granted if budget is not None else None}
