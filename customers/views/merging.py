from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import staff_required
from common.errors import AppError, StaleRecord
from customers import queries, services
from customers.forms import MergeForm
from customers.linked import LinkedFigure, linked_figures
from customers.models import Customer, CustomerMerge, Phone
from customers.permissions import can_edit_customer
from customers.views.records import get_customer


@staff_required
def customer_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the other record, compare both, fold one into the other. `?with=` is the other one.

    With `?queue=1` the page came from the review of duplicates and leads back there.
    """
    customer = get_customer(pk)
    if not can_edit_customer(request.user, customer):
        messages.warning(request, _("This record was merged already."))
        return redirect(customer)
    asked = request.POST.get("with") or request.GET.get("with", "")
    other = _other(asked, customer)
    if other is None:
        context = {
            "customer": customer,
            "asked": asked,
            "candidates": _candidates(customer, request.GET.get("find", "")),
        }
        return render(request, "customers/merge_choose.html", context)
    return _compare(request, customer, other)


def _compare(request: HttpRequest, customer: Customer, other: Customer) -> HttpResponse:
    figures = linked_figures([customer, other], user=request.user)
    from_queue = "queue" in (request.POST or request.GET)
    form = MergeForm(
        request.POST or None, first=customer, second=other, keeps_first=_keeps_first(customer, other, figures)
    )
    status = 200
    if form.is_bound:
        status = 422
        if form.is_stale:
            status = 409
        elif form.is_valid():
            try:
                return _merged(request, services.merge_customers(
                    duplicate=form.duplicate, survivor=form.survivor, at=timezone.now(), by=request.user,
                    choices=form.choices, expected_versions=form.expected_versions,
                ), from_queue=from_queue)  # fmt: skip
            except StaleRecord:
                status = 409
            except AppError as error:
                form.add_app_error(error)
    if status == 409:
        form = MergeForm(request.POST, first=get_customer(customer.pk), second=get_customer(other.pk), keeps_first=True)
        form.start_from_now()
    context = {
        "customer": customer,
        "other": other,
        "form": form,
        "is_stale": status == 409,
        "from_queue": from_queue,
        "cancel_url": reverse("customers:duplicate_review") if from_queue else customer.get_absolute_url(),
        "linked": list(zip(figures[customer.pk], figures[other.pk], strict=True)),
        "refused": queries.refused(customer, other),
    }
    return render(request, "customers/customer_merge.html", context, status=status)


def _keeps_first(first: Customer, second: Customer, figures: dict[int, list[LinkedFigure]]) -> bool:
    """The record with more to it is the one to keep, of two alike the older one."""
    weights = [sum(figure.count for figure in figures[one.pk] if figure.counts_things) for one in (first, second)]
    return (weights[0], -first.created_at.timestamp()) >= (weights[1], -second.created_at.timestamp())


def _merged(request: HttpRequest, merge: CustomerMerge, *, from_queue: bool) -> HttpResponse:
    name = f"{merge.duplicate.name} ({merge.duplicate.number})"
    if not from_queue:
        text = _("%(duplicate)s is merged into this record. For 30 days it can be undone below.")
        messages.success(request, text % {"duplicate": name})
        return redirect(merge.survivor)
    link = format_html('<a href="{}">{}</a>', merge.survivor.get_absolute_url(), merge.survivor.name)
    text = _("{duplicate} is merged into {survivor}. For 30 days it can be undone there.")
    messages.success(request, format_html(text, duplicate=name, survivor=link), extra_tags="inline")
    return redirect("customers:duplicate_review")


def _candidates(customer: Customer, text: str) -> list[queries.CustomerHit]:
    """Who was searched for, or else who looks like the same customer."""
    if text:
        return [hit for hit in queries.search_customers(text) if hit.pk != customer.pk]
    phones = [phone.typed for phone in customer.phones.all()]
    return queries.possible_duplicates(name=customer.name, phones=phones, email=customer.email, exclude_pk=customer.pk)


def _other(asked: str, customer: Customer) -> Customer | None:
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return None
    phones = Prefetch("phones", Phone.objects.order_by("position", "id"))
    others = Customer.objects.current().exclude(pk=customer.pk).prefetch_related(phones)
    return others.select_related("department", "owner").filter(pk=int(asked)).first()


@staff_required
@require_POST
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    merge = get_object_or_404(CustomerMerge.objects.select_related("survivor", "duplicate"), pk=pk)
    try:
        undone = services.undo_merge(merge=merge, at=timezone.now(), by=request.user)
    except AppError as error:
        messages.error(request, str(error))
        return redirect(merge.survivor)
    messages.success(request, _("%(name)s is a record of its own again.") % {"name": merge.duplicate.name})
    if undone.kept:
        fields = ", ".join(queries.label_of(key) for key in undone.kept)
        text = _("Somebody changed this in %(name)s since the merge, so it stays as it is now: %(fields)s.")
        messages.warning(request, text % {"name": merge.survivor.name, "fields": fields})
    return redirect(merge.duplicate)
