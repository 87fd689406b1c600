from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import admin_required, staff_required
from common.errors import AppError, StaleRecord
from common.paging import KeysetPage
from customers.models import Customer
from customers.permissions import is_open_record
from privacy import queries, services
from privacy.forms import ConsentForm, PurposeCreateForm, PurposeEditForm, WordingForm
from privacy.models import ConsentPurpose


def visible_customer(pk: int) -> Customer:
    """A record whose personal data are there; 404 for one that was erased."""
    return get_object_or_404(Customer.objects.filter(erased_at__isnull=True).select_related("merged_into"), pk=pk)


@staff_required
def consent_record(request: HttpRequest, pk: int) -> HttpResponse:
    """What this customer allows, every line of how it came about, and a form for what was just said."""
    customer = visible_customer(pk)
    states = queries.consents_of(customer)
    purposes = [state.purpose for state in states]
    form = ConsentForm(request.POST or None, purposes=purposes, initial={"purpose": request.GET.get("purpose", "")})
    if request.method == "POST" and form.is_valid():
        try:
            services.record_consent(customer=customer, at=timezone.now(), by=request.user, **form.cleaned_data)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Noted in the consent log."))
            return redirect("privacy:consent_record", customer.pk)
    context = {
        "customer": customer,
        "states": states,
        "wordings": queries.current_wordings(purposes, today=timezone.localdate()).values(),
        "form": form if is_open_record(customer) else None,
        "page": KeysetPage(queries.consent_log(customer.record_ids), order=("-id",), params=request.GET),
    }
    return render(request, "privacy/consent_record.html", context, status=422 if form.is_bound else 200)


@admin_required
@require_safe
def purpose_list(request: HttpRequest) -> HttpResponse:
    """What we use personal data for, on what ground, and the text people agree to."""
    purposes = list(queries.purposes_with_figures())
    wordings = queries.current_wordings(purposes, today=timezone.localdate())
    rows = [(purpose, wordings.get(purpose.pk)) for purpose in purposes]
    return render(request, "privacy/purpose_list.html", {"rows": rows})


@admin_required
def purpose_create(request: HttpRequest) -> HttpResponse:
    form = PurposeCreateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            purpose = services.save_purpose(purpose=None, **form.cleaned_data)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Saved. Now write the text that people agree to."))
            return redirect("privacy:wording_create", purpose.pk)
    return render(request, "privacy/purpose_form.html", {"form": form}, status=422 if form.is_bound else 200)


@admin_required
def purpose_edit(request: HttpRequest, pk: int) -> HttpResponse:
    purpose = get_object_or_404(ConsentPurpose, pk=pk)
    form = PurposeEditForm(request.POST or None, instance=purpose, initial={"version": purpose.version})
    context = {"form": form, "purpose": purpose, "wordings": purpose.wordings.select_related("created_by")}
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            services.save_purpose(purpose=purpose, expected_version=values.pop("version"), **values)
        except StaleRecord as stale:
            form.show_conflict(stale)
            return render(request, "privacy/purpose_form.html", context, status=409)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("privacy:purpose_list")
    return render(request, "privacy/purpose_form.html", context, status=422 if form.is_bound else 200)


@admin_required
def wording_create(request: HttpRequest, pk: int) -> HttpResponse:
    """The next version of the text; the one before stays with those who agreed to it."""
    purpose = get_object_or_404(ConsentPurpose, pk=pk)
    last = purpose.wordings.first()
    initial = {"valid_from": timezone.localdate()}
    if last:
        initial |= {"text_id": last.text_id, "text_en": last.text_en}
    form = WordingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_wording(purpose=purpose, at=timezone.now(), by=request.user, **form.cleaned_data)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("The new wording is saved."))
            return redirect("privacy:purpose_edit", purpose.pk)
    context = {"form": form, "purpose": purpose, "last": last}
    return render(request, "privacy/wording_form.html", context, status=422 if form.is_bound else 200)
