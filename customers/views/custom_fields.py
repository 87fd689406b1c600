"""Settings of further fields, and the fragments that bring their boxes into a form."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import admin_required, staff_required
from common.errors import AppError, StaleRecord
from customers import services
from customers.enums import Kind, PartyType
from customers.forms import CustomerCreateForm, CustomerEditForm
from customers.forms.custom_fields import CustomFieldCreateForm, CustomFieldEditForm
from customers.forms.custom_values import CustomFieldsPreview
from customers.models import CustomField
from customers.queries.custom_fields import COUNT_LIMIT, count_with_value
from customers.views.records import get_customer


@staff_required
@require_POST
def custom_fields(request: HttpRequest) -> HttpResponse:
    """The boxes that customers of the kind and type in the sent form are asked, filled as they were (htmx)."""
    pk = request.GET.get("customer", "")
    if pk.isascii() and pk.isdecimal() and len(pk) < 18:
        form = CustomerEditForm(request.POST, instance=get_customer(int(pk)))
    else:
        form = CustomerCreateForm(request.POST)
    return render(request, "customers/_custom_fields.html", {"form": form.without_errors()})


@admin_required
@require_safe
def custom_field_list(request: HttpRequest) -> HttpResponse:
    """All fields in their order, and how they look in the form of one kind and type of customer."""
    kind, party_type = request.GET.get("kind", ""), request.GET.get("party_type", "")
    kind = kind if kind in Kind.values else Kind.EXTERNAL
    party_type = party_type if party_type in PartyType.values else PartyType.INDIVIDUAL
    context = {
        "fields": list(CustomField.objects.prefetch_related("choices")),
        "preview": CustomFieldsPreview(kind=kind, party_type=party_type),
        "kind": kind,
        "party_type": party_type,
        "kinds": Kind.choices,
        "party_types": PartyType.choices,
    }
    return render(request, "customers/custom_field_list.html", context)


@admin_required
def custom_field_new(request: HttpRequest) -> HttpResponse:
    """Ask customers something more."""
    form = CustomFieldCreateForm(request.POST or None)
    if request.method == "POST" and not form.is_being_changed and form.is_valid():
        try:
            field = services.add_custom_field(at=timezone.now(), **form.values)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Customers are asked “%(field)s” from now on.") % {"field": field.label})
            return redirect("customers:custom_field_list")
    return _form_page(request, form)


@admin_required
def custom_field_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a field; what customers have answered keeps its meaning."""
    field = get_object_or_404(CustomField.objects.prefetch_related("choices"), pk=pk)
    form = CustomFieldEditForm(request.POST or None, instance=field, initial={"version": field.version})
    if request.method == "POST" and not form.is_being_changed and form.is_valid():
        try:
            saved = services.update_custom_field(
                field=field, expected_version=form.cleaned_data["version"], at=timezone.now(), **form.values
            )
        except StaleRecord as stale:
            form.show_conflict(stale)
            return _form_page(request, form, field, status=409)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("The field “%(field)s” is saved.") % {"field": saved.label})
            return redirect("customers:custom_field_list")
    return _form_page(request, form, field)


def _form_page(
    request: HttpRequest, form: Any, field: CustomField | None = None, status: int | None = None
) -> HttpResponse:
    """The whole page, or for htmx the part that depends on the type."""
    if form.is_being_changed:
        form.without_errors()
        if request.htmx:
            return render(request, "customers/_custom_field_options.html", {"form": form})
    context = {"form": form}
    if field is not None:
        context |= {"field": field, "used": count_with_value(field.key), "count_limit": COUNT_LIMIT}
    fresh = not form.is_bound or form.is_being_changed
    return render(request, "customers/custom_field_form.html", context, status=status or (200 if fresh else 422))


@admin_required
@require_POST
def custom_field_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down in the order."""
    field = get_object_or_404(CustomField, pk=pk)
    services.move_custom_field(field=field, earlier=request.POST.get("to") == "earlier")
    return redirect("customers:custom_field_list")


@admin_required
@require_POST
def custom_field_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop asking, or (with `active`) begin again."""
    field = get_object_or_404(CustomField, pk=pk)
    field = services.set_custom_field_active(field=field, is_active="active" in request.POST)
    if field.is_active:
        messages.success(request, _("“%(field)s” is asked and shown again.") % {"field": field.label})
    else:
        messages.success(request, _("“%(field)s” is retired: asked no more, its values stay.") % {"field": field.label})
    return redirect("customers:custom_field_list")


@admin_required
@require_POST
def custom_field_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a field away that nobody has a value of."""
    field = get_object_or_404(CustomField, pk=pk)
    try:
        services.delete_custom_field(field=field)
    except AppError as error:
        messages.error(request, str(error))
        return redirect("customers:custom_field_edit", pk=field.pk)
    messages.success(request, _("The field “%(field)s” is deleted.") % {"field": field.label})
    return redirect("customers:custom_field_list")
