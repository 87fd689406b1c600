from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import staff_required
from common.errors import AppError, NotAllowed, StaleRecord
from customers import services
from customers.forms import CustomerCreateForm, CustomerEditForm, InteractionForm
from customers.models import Customer, Phone
from customers.panels import facts_of, panels_of
from customers.permissions import can_edit_customer
from customers.phones import is_run_of_digits
from customers.signals import customer_opened
from customers.views.history_list import history_of

# Buttons of the form that ask for another row or the fields of another kind, where there is no script.
_NOT_A_SAVE = {"add_phones", "switch_kind"}


def get_customer(pk: int) -> Customer:
    """A record with what its page shows; 404 where its personal data were erased."""
    folded = Customer.objects.filter(merged_into=OuterRef("pk")).order_by("pk")
    customers = (
        Customer.objects.filter(erased_at__isnull=True)
        .select_related("department", "merged_into", "created_by", "owner")
        .prefetch_related(Prefetch("phones", Phone.objects.order_by("position", "id")))
        .annotate(folded=ArraySubquery(folded.values("pk")))
    )
    customer = get_object_or_404(customers, pk=pk)
    customer.record_ids = [customer.pk, *customer.folded]
    return customer


@staff_required
@require_safe
def customer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Who this is, how to reach them, what is open, and everything that happened."""
    customer = get_customer(pk)
    customer_opened.send(Customer, customer=customer, request=request)
    context = {
        "customer": customer,
        "can_edit": can_edit_customer(request.user, customer),
        "facts": facts_of(request, customer),
        "panels": panels_of(request, customer, "main"),
        "below": panels_of(request, customer, "below") if "whole" in request.GET else None,
        "side_panels": [*panels_of(request, customer, "side"), *panels_of(request, customer, "about")],
        "interaction_form": _log_form(),
        **history_of(request, customer),
    }
    return render(request, "customers/customer_detail.html", context)


@staff_required
@require_safe
def customer_below(request: HttpRequest, pk: int) -> HttpResponse:
    """The blocks under the history, when somebody gets there; without a script the page with all of them."""
    customer = get_customer(pk)
    if not request.htmx:
        return redirect(f"{customer.get_absolute_url()}?whole=1#below")
    context = {"customer": customer, "below": panels_of(request, customer, "below")}
    return render(request, "customers/_below.html", context)


def _log_form() -> InteractionForm:
    """In sight on the page: a key goes to its one sentence."""
    form = InteractionForm(auto_id="interaction_%s")
    form.fields["summary"].widget.attrs |= {"data-key": "c", "aria-keyshortcuts": "c"}
    return form


@staff_required
def customer_create(request: HttpRequest) -> HttpResponse:
    form = CustomerCreateForm(request.POST or None, initial=_prefilled(request.GET))
    if not _NOT_A_SAVE.isdisjoint(request.POST):
        return render(request, "customers/customer_form.html", {"form": form.without_errors()})
    if request.method == "POST" and form.is_valid():
        try:
            customer = services.create_customer(
                **form.values,
                submission_key=form.cleaned_data["submission_key"],
                at=timezone.now(),
                by=request.user,
            )
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("%(name)s is in the registry now.") % {"name": customer.name})
            return redirect(customer)
    return render(request, "customers/customer_form.html", {"form": form}, status=422 if form.is_bound else 200)


def _prefilled(params: QueryDict) -> dict:
    """What a search for somebody unknown already told: a name or a phone number."""
    name, phones = params.get("name", "")[:200], [params["phone"][:40]] if params.get("phone") else []
    if not phones and is_run_of_digits(name):
        name, phones = "", [name]
    return {"name": name, "phones": phones}


@staff_required
def customer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_customer(pk)
    if not can_edit_customer(request.user, customer) and request.method != "POST":
        messages.warning(request, _("This record was merged into another; change that one instead."))
        return redirect(customer)
    typed = [phone.typed for phone in customer.phones.all()]
    form = CustomerEditForm(
        request.POST or None, instance=customer, initial={"phones": typed, "version": customer.version}
    )
    context = {"form": form, "customer": customer}
    if not _NOT_A_SAVE.isdisjoint(request.POST):
        form.without_errors()
        return render(request, "customers/customer_form.html", context)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_customer(
                customer=customer,
                expected_version=form.cleaned_data["version"],
                at=timezone.now(),
                by=request.user,
                **form.values,
            )
        except StaleRecord as stale:
            form.show_conflict(stale)
            return render(request, "customers/customer_form.html", context, status=409)
        except NotAllowed as error:  # merged while it was edited: what was typed stays in sight
            form.add_app_error(error)
            return render(request, "customers/customer_form.html", context, status=409)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": customer.name})
            return redirect(customer)
    return render(request, "customers/customer_form.html", context, status=422 if form.is_bound else 200)
