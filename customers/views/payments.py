"""What customers still owe: payments, other agreed days, and the list of what is due."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required, staff_required
from common.errors import AppError
from common.exports import csv_response
from common.formats import money, shortdate
from common.paging import KeysetPage
from customers import services
from customers.forms import DueDateForm, PaymentForm, WithdrawForm
from customers.models import Payment, Transaction
from customers.permissions import can_waive_payment
from customers.queries.payments import VIEWS, customer_of, due_payments, totals_owed, with_customers
from customers.views.small_forms import back_to, small_form

EXPORTED = (
    "reference", "customer", "number", "amount", "outstanding", "currency", "due_on", "days_late", "moved", "owner",
)  # fmt: skip


@staff_required
def payment_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that something was paid; the whole of what is outstanding is proposed."""
    owed = _owed(pk)
    initial = {"amount": owed.outstanding, "paid_on": timezone.localdate()}
    form = PaymentForm(request.POST or None, initial=initial, may_waive=can_waive_payment(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            services.record_payment(of=owed, at=timezone.now(), by=request.user, **form.cleaned_data)
        except AppError as error:
            form.add_app_error(error)
        else:
            words = {"left": money(owed.outstanding, owed.currency), "reference": owed.reference}
            paid = _("Recorded; %(left)s of %(reference)s is outstanding.") if owed.outstanding else None
            messages.success(request, (paid or _("Recorded; %(reference)s is settled.")) % words)
            return back_to(owed.customer, "payments")
    title = _("Payment of %(reference)s") % {"reference": owed.reference}
    return small_form(request, form, customer=customer_of(owed), title=title, submit=_("Record payment"))


@staff_required
def payment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a payment that was entered wrongly."""
    rows = Payment.objects.select_related("transaction__customer__merged_into")
    payment = get_object_or_404(rows, pk=pk, withdrawn_at__isnull=True, transaction__customer__erased_at__isnull=True)
    owed = payment.transaction
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_payment(payment=payment, at=timezone.now(), by=request.user, **form.cleaned_data)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Taken back; the amount is outstanding again."))
            return back_to(owed.customer, "payments")
    amount = money(payment.amount, owed.currency)
    title = _("Take back the payment of %(amount)s") % {"amount": amount}
    return small_form(request, form, customer=customer_of(owed), title=title, submit=_("Take back"))


@staff_required
def due_date_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree another day for what is outstanding."""
    owed = _owed(pk)
    form = DueDateForm(request.POST or None, initial={"expected": owed.due_on})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_due_date(of=owed, at=timezone.now(), by=request.user, **form.cleaned_data)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Due on %(day)s now.") % {"day": shortdate(owed.due_on)})
            return back_to(owed.customer, "payments")
    title = _("Agree another day for %(reference)s") % {"reference": owed.reference}
    return small_form(request, form, customer=customer_of(owed), title=title, submit=_("Save"))


def _owed(pk: int) -> Transaction:
    rows = Transaction.objects.owed().select_related("customer__merged_into")
    return get_object_or_404(rows, pk=pk, customer__erased_at__isnull=True)


@manager_required
@require_safe
def payment_due_list(request: HttpRequest) -> HttpResponse:
    """What is outstanding of everybody, by the agreed day; overdue first of all."""
    today, view = timezone.localdate(), _view_of(request)
    rows = due_payments(view, today=today)
    address = reverse("customers:payment_due_list")
    context = {
        "page": KeysetPage(with_customers(rows), order=("due_on", "id"), params=request.GET),
        "totals": totals_owed(rows, today=today),
        "today": today,
        "view": view,
        "tabs": [
            {"label": label, "url": f"{address}?view={key}", "is_current": key == view, "count": None}
            for key, label in VIEWS.items()
        ],
    }
    return render(request, "customers/payment_due_list.html", context)


@manager_required
@require_safe
def payment_due_export(request: HttpRequest) -> HttpResponse:
    """The same list as a file, read in parts."""
    today, view = timezone.localdate(), _view_of(request)
    rows = with_customers(due_payments(view, today=today)).order_by("due_on", "id")

    def lines() -> Iterator[list[object]]:
        for row in rows.iterator(chunk_size=2000):
            customer = customer_of(row)
            late = (today - row.due_on).days if row.due_on and row.due_on < today else 0
            yield [row.reference, customer.name, customer.number, row.amount, row.outstanding, row.currency,
                   row.due_on, late, row.moves or 0, customer.owner]  # type: ignore[attr-defined]  # fmt: skip

    return csv_response(f"payments-{view}-{today:%Y-%m-%d}.csv", EXPORTED, lines())


def _view_of(request: HttpRequest) -> str:
    asked = request.GET.get("view", "")
    return asked if asked in VIEWS else "overdue"
