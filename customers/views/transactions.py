from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import staff_required
from common.errors import AppError
from common.paging import KeysetPage
from customers import queries, services
from customers.enums import TransactionKind
from customers.forms import RefundForm, TransactionForm
from customers.forms.fields import moment_on
from customers.models import Customer, Transaction
from customers.views.records import get_customer


@staff_required
@require_safe
def transaction_list(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_customer(pk)
    rows = queries.transactions_of(customer.record_ids)
    page = KeysetPage(rows, order=("-occurred_at", "-id"), params=request.GET)
    return render(request, "customers/transaction_list.html", {"customer": customer, "page": page})


@staff_required
def transaction_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter business by hand; with `?refund_of=` give back (a part of) an earlier purchase."""
    customer = get_customer(pk)
    purchase = _purchase_to_refund(customer, request.GET.get("refund_of", ""))
    form = _form(request, purchase)
    if request.method == "POST" and form.is_valid():
        try:
            _record(form.cleaned_data, customer, purchase)
        except AppError as error:
            field = "occurred_on" if error.field == "occurred_at" else error.field
            form.add_app_error(AppError(error.message, field=field))
        else:
            messages.success(request, _("The transaction is recorded."))
            return redirect(customer)
    context = {"form": form, "customer": customer, "purchase": purchase}
    return render(request, "customers/transaction_form.html", context, status=422 if form.is_bound else 200)


def _form(request: HttpRequest, purchase: Transaction | None) -> RefundForm:
    today = timezone.localdate()
    if purchase is None:
        return TransactionForm(request.POST or None, initial={"occurred_on": today})
    return RefundForm(request.POST or None, initial={"occurred_on": today, "amount": purchase.remaining})


def _purchase_to_refund(customer: Customer, asked: str) -> Transaction | None:
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        raise Http404
    purchases = queries.transactions_of(customer.record_ids).purchases()
    purchase = purchases.filter(pk=int(asked)).first()
    if purchase is None:
        raise Http404
    return purchase


def _record(values: dict, customer: Customer, purchase: Transaction | None) -> Transaction:
    now = timezone.now()
    values = {**values, "outstanding": values.get("outstanding") or 0} if purchase is None else values
    occurred_at = moment_on(values.pop("occurred_on"), now)
    if purchase is not None:
        values |= {"kind": TransactionKind.REFUND, "refund_of": purchase}
        # Bought and given back on one day: the day has no hour, so the refund is not put before its purchase.
        if timezone.localdate(occurred_at) == timezone.localdate(purchase.occurred_at):
            occurred_at = max(occurred_at, purchase.occurred_at)
    return services.record_transaction(customer=customer, occurred_at=occurred_at, at=now, **values)
