from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import staff_required
from common.errors import AppError
from customers import queries, services
from customers.models import Customer, CustomerMerge
from customers.permissions import can_edit_customer
from customers.views.records import get_customer


@staff_required
def customer_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the other record, compare both, fold one into the other. `?with=` is the other one."""
    customer = get_customer(pk)
    if not can_edit_customer(request.user, customer):
        messages.warning(request, _("This record was merged already."))
        return redirect(customer)
    asked = request.POST.get("with") or request.GET.get("with", "")
    other = _other(asked, customer)
    if request.method == "POST" and other is not None:
        duplicate, survivor = (customer, other) if request.POST.get("keep") == str(other.pk) else (other, customer)
        try:
            services.merge_customers(duplicate=duplicate, survivor=survivor, at=timezone.now(), by=request.user)
        except AppError as error:
            messages.error(request, str(error))
        else:
            text = _("%(duplicate)s is merged into this record. For 30 days it can be undone below.")
            messages.success(request, text % {"duplicate": f"{duplicate.name} ({duplicate.number})"})
            return redirect(survivor)
    return render(
        request, "customers/customer_merge.html", _context(customer, other, asked, request.GET.get("find", ""))
    )


def _context(customer: Customer, other: Customer | None, asked: str, text: str) -> dict:
    found = [] if other else _candidates(customer, text)
    return {"customer": customer, "other": other, "asked": asked, "candidates": found}


def _candidates(customer: Customer, text: str) -> list[queries.CustomerHit]:
    """Who was searched for, or else who looks like the same customer."""
    if text:
        return [hit for hit in queries.search_customers(text) if hit.pk != customer.pk]
    phones = [phone.typed for phone in customer.phones.all()]
    return queries.possible_duplicates(name=customer.name, phones=phones, email=customer.email, exclude_pk=customer.pk)


def _other(asked: str, customer: Customer) -> Customer | None:
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return None
    others = Customer.objects.current().exclude(pk=customer.pk).prefetch_related("phones").select_related("department")
    return others.filter(pk=int(asked)).first()


@staff_required
@require_POST
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    merge = get_object_or_404(CustomerMerge.objects.select_related("survivor", "duplicate"), pk=pk)
    try:
        services.undo_merge(merge=merge, at=timezone.now(), by=request.user)
    except AppError as error:
        messages.error(request, str(error))
        return redirect(merge.survivor)
    messages.success(request, _("%(name)s is a record of its own again.") % {"name": merge.duplicate.name})
    return redirect(merge.duplicate)
