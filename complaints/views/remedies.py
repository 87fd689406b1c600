"""Remedies over all complaints: to approve, to pay, paid."""

from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.permissions import admin_required, manager_required
from common.exports import csv_response
from common.paging import KeysetPage
from common.seen import one_editor_at_a_time
from complaints import queries, services
from complaints.forms.handling import DecisionForm
from complaints.forms.remedies import BudgetsForm, PaymentForm
from complaints.models import Remedy
from complaints.permissions import can_decide_remedy, can_pay_remedy
from complaints.views.common import attempt, status_of

# Each list: its name, its rows and their order.
LISTS = {
    "decide": (gettext_lazy("To approve"), queries.remedies_to_decide, ("proposed_at", "id")),
    "pay": (gettext_lazy("To pay"), queries.remedies_to_pay, ("decided_at", "id")),
    "paid": (gettext_lazy("Paid"), queries.paid_remedies, ("-paid_at", "-id")),
    "granted": (gettext_lazy("Granted"), queries.granted_remedies_of_month, ("-decided_at", "-id")),
}


@manager_required
@require_safe
def remedy_queue(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, what the cashier has to pay, what was paid."""
    tab = request.GET.get("tab", "decide")
    tab = tab if tab in LISTS else "decide"
    _label, read, order = LISTS[tab]
    month = _month(request.GET.get("month", "")) if tab == "granted" else None
    shown = queries.granted_remedies_of_month(month, user=request.user) if month else None
    address = reverse("complaints:remedy_queue")
    context = {
        "tab": tab,
        "tabs": [
            {
                "label": label,
                "url": f"{address}?tab={key}",
                "is_current": key == tab,
                "count": read_rows(user=request.user).count() if key in ("decide", "pay") else None,
            }
            for key, (label, read_rows, _order) in LISTS.items()
        ],
        "page": KeysetPage(shown if shown is not None else read(user=request.user), order=order, params=request.GET),
        "month": month,
        "budgets": queries.all_budgets(timezone.now()),
    }
    return render(request, "complaints/remedy_queue.html", context)


def _month(text: str) -> date | None:
    """The first day of a month like 2026-03; None for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m").date() if len(text) == 7 else None  # noqa: DTZ007 - a month, no moment
    except ValueError:
        return None


@manager_required
@require_safe
def remedy_pay_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What is to be paid, for the cashier."""
    head = [_("Remedy"), _("Kind"), _("Amount"), _("Customer"), _("Customer number"), _("Complaint"), _("Department"),
            _("Granted"), _("Granted by"), _("What exactly")]  # fmt: skip
    rows = (
        [remedy.pk, str(remedy.get_kind_display()), remedy.amount, remedy.complaint.customer.name,
         remedy.complaint.customer.number, remedy.complaint.reference, remedy.department or "", remedy.decided_at,
         remedy.decided_by or remedy.proposed_by or "", remedy.description]
        for remedy in queries.remedies_to_pay(user=request.user).iterator()
    )  # fmt: skip
    return csv_response("remedies-to-pay.csv", head, rows)


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
    context = {"form": form, "may_decide": can_decide_remedy(request.user, remedy), **_beside(request, remedy)}
    return render(request, "complaints/remedy_decide.html", context, status=status_of(form))


@manager_required
def remedy_pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the payment of what was granted; a second one is refused with the number of the first."""
    remedy = _find(request, pk)
    form = PaymentForm(request.POST or None)

    def act() -> Remedy:
        data, at = form.cleaned_data, timezone.now()
        return services.pay_remedy(
            remedy=remedy, reference=data["reference"], paid_at=_moment(data, at), at=at, by=request.user
        )

    if request.method == "POST" and form.is_valid() and attempt(form, act):
        messages.success(request, _("The payment is noted."))
        return redirect(f"{reverse('complaints:remedy_queue')}?tab=pay")
    context = {"form": form, "may_pay": can_pay_remedy(request.user, remedy), **_beside(request, remedy)}
    return render(request, "complaints/remedy_pay.html", context, status=status_of(form))


def _moment(data: dict[str, Any], at: datetime) -> datetime:
    """The day and time of the payment; without a time this moment today, else the end of the day."""
    day, clock = data["paid_on"], data["paid_time"]
    if clock is None and day == timezone.localdate(at):
        return at
    return timezone.make_aware(datetime.combine(day, clock or time(23, 59)))


def _beside(request: HttpRequest, remedy: Remedy) -> dict[str, Any]:
    earlier = queries.remedies_of(remedy.complaint.customer, user=request.user).exclude(pk=remedy.pk)[:10]
    budgets = queries.budgets_for(remedy.department_id or remedy.complaint.department_id, timezone.now())
    is_charged = not remedy.complaint.is_restricted
    return {
        "remedy": remedy,
        "complaint": remedy.complaint,
        "earlier": earlier,
        "budgets": budgets if is_charged else [],
    }


def _find(request: HttpRequest, pk: int) -> Remedy:
    try:
        return queries.visible_remedies(user=request.user).get(pk=pk)
    except (Remedy.DoesNotExist, OverflowError):
        raise Http404 from None


@admin_required
@one_editor_at_a_time
def remedy_budgets(request: HttpRequest) -> HttpResponse:
    """What remedies about each department may cost in a month, beside what was granted of it."""
    form = BudgetsForm(request.POST or None)

    def act() -> None:
        form.refuse_if_stale()
        with transaction.atomic():
            for department, amount in form.budgets:
                services.save_remedy_budget(department=department, monthly_amount=amount)

    if request.method == "POST" and form.is_valid() and attempt(form, act):
        messages.success(request, _("The budgets are saved."))
        return redirect("complaints:remedy_budgets")
    context = {"form": form, "budgets": queries.all_budgets(timezone.now())}
    return render(request, "complaints/remedy_budgets.html", context, status=status_of(form))
