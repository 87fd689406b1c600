from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Department
from accounts.permissions import manager_required, staff_required
from common.errors import AppError, StaleRecord
from common.fiscal import ONE_DAY, window_start
from common.paging import KeysetPage
from customers import charts, queries, services
from customers.forms import DepartmentCreateForm, DepartmentEditForm, ServiceRelationEditForm, ServiceRelationForm
from customers.models import ServiceRelation
from customers.permissions import can_edit_departments
from customers.service_figures import Period

MONTHS = (3, 6, 12)


@staff_required
@require_safe
def department_list(request: HttpRequest) -> HttpResponse:
    context = {"departments": queries.departments(), "can_edit": can_edit_departments(request.user)}
    return render(request, "customers/department_list.html", context)


@staff_required
@require_safe
def department_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Who works in a department, whom it serves and who serves it."""
    department = get_object_or_404(Department.objects.select_related("parent"), pk=pk)
    return render(request, "customers/department_detail.html", _about(request, department))


def _about(request: HttpRequest, department: Department) -> dict:
    served_by, serves = list(queries.services_to(department)), list(queries.services_from(department))
    context = {
        "department": department,
        "page": KeysetPage(queries.members_of(department), order=("name", "id"), params=request.GET),
        "as_customer": queries.department_customers().filter(department=department).first(),
        "served_by": served_by,
        "serves": serves,
        "network": charts.services_chart(department, served_by, serves),
        "can_edit": can_edit_departments(request.user),
        "relation_form": ServiceRelationForm(consumer=department, auto_id="relation_%s"),
    }
    if request.user.is_manager:
        around = queries.relations_in_force().filter(Q(provider=department) | Q(consumer=department))
        period, months = _period(request)
        context |= {
            "services": queries.relations_with_figures(around, user=request.user, period=period),
            "outward": queries.outward_of([department], user=request.user, period=period)[department.pk],
            "months": months,
        }
    return context


def _period(request: HttpRequest) -> tuple[Period, int]:
    text = request.GET.get("months", "")
    months = int(text) if text in {str(value) for value in MONTHS} else 12
    today = timezone.localdate()
    return Period(window_start(today, months), today), months


@manager_required
@require_safe
def service_overview(request: HttpRequest) -> HttpResponse:
    """Everybody who serves somebody inside the house, with figures, and what customers of the served say."""
    period, months = _period(request)
    services_found = queries.relations_with_figures(queries.relations_in_force(), user=request.user, period=period)
    periods = [
        (value, ngettext("the last month", "the last %(count)s months", value) % {"count": value}) for value in MONTHS
    ]
    context = {"services": services_found, "months": months, "periods": periods}
    return render(request, "customers/service_overview.html", context)


@manager_required
def department_create(request: HttpRequest) -> HttpResponse:
    form = DepartmentCreateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            department = services.create_department(**form.cleaned_data)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": department.name})
            return redirect("customers:department_detail", department.pk)
    return render(request, "customers/department_form.html", {"form": form}, status=422 if form.is_bound else 200)


@manager_required
def department_edit(request: HttpRequest, pk: int) -> HttpResponse:
    department = get_object_or_404(Department, pk=pk)
    form = DepartmentEditForm(request.POST or None, instance=department, initial={"version": department.version})
    context = {"form": form, "department": department}
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data}
        try:
            services.update_department(department=department, expected_version=values.pop("version"), **values)
        except StaleRecord as stale:
            form.show_conflict(stale)
            return render(request, "customers/department_form.html", context, status=409)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": department.name})
            return redirect("customers:department_detail", department.pk)
    return render(request, "customers/department_form.html", context, status=422 if form.is_bound else 200)


@manager_required
@require_POST
def department_register(request: HttpRequest, pk: int) -> HttpResponse:
    """One click makes a department an internal customer of those that serve it."""
    department = get_object_or_404(Department, pk=pk)
    try:
        customer = services.register_department_as_customer(department=department, at=timezone.now(), by=request.user)
    except AppError as error:
        messages.error(request, str(error))
        return redirect("customers:department_detail", pk)
    messages.success(request, _("%(name)s is an internal customer now.") % {"name": department.name})
    return redirect(customer)


@manager_required
@require_POST
def service_relation_create(request: HttpRequest, pk: int) -> HttpResponse:
    department = get_object_or_404(Department.objects.select_related("parent"), pk=pk)
    form = ServiceRelationForm(request.POST, consumer=department, auto_id="relation_%s")
    if form.is_valid():
        try:
            services.add_service_relation(consumer=department, **form.cleaned_data)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("The service is noted."))
            return redirect("customers:department_detail", pk)
    context = {**_about(request, department), "relation_form": form, "form": form}
    return render(request, "customers/department_detail.html", context, status=422)


@manager_required
def service_relation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What two departments agreed: the level of service, who answers for it, from when until when."""
    relation = get_object_or_404(ServiceRelation.objects.select_related("provider", "consumer", "contact"), pk=pk)
    form = ServiceRelationEditForm.of(relation, request.POST or None)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data}
        try:
            services.update_service_relation(relation=relation, expected_version=values.pop("version"), **values)
        except StaleRecord as stale:
            form.show_conflict(stale)
            status = 409
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("The service is saved."))
            return redirect("customers:department_detail", relation.consumer_id)
    context = {"form": form, "relation": relation}
    return render(request, "customers/service_relation_form.html", context, status=status)


@manager_required
@require_POST
def service_relation_end(request: HttpRequest, pk: int) -> HttpResponse:
    relation = get_object_or_404(ServiceRelation, pk=pk)
    services.end_service_relation(relation=relation, on=timezone.localdate() - ONE_DAY)
    messages.success(request, _("The service has ended; its figures stay."))
    return redirect("customers:department_detail", relation.consumer_id)


@manager_required
@require_POST
def service_relation_delete(request: HttpRequest, pk: int) -> HttpResponse:
    relation = get_object_or_404(ServiceRelation, pk=pk)
    services.remove_service_relation(relation=relation)
    messages.success(request, _("The service is no longer listed."))
    return redirect("customers:department_detail", relation.consumer_id)
