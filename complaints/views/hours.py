"""Departments that work at other times than the house."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Department
from accounts.permissions import admin_required
from common.errors import AppError, StaleRecord
from complaints import services
from complaints.forms.hours import DepartmentHoursForm
from complaints.models import DepartmentCalendar
from complaints.queries import hours_by_weekday
from complaints.views.common import status_of
from complaints.views.settings import working_time_saved


@admin_required
def department_hours_new(request: HttpRequest) -> HttpResponse:
    """Hours for a department that has worked like the house; the house's stand in the form to begin with."""
    initial = {f"day_{day}": hours for day, hours in hours_by_weekday().items()}
    return _page(request, DepartmentHoursForm(request.POST or None, initial=initial), None)


@admin_required
def department_hours_edit(request: HttpRequest, pk: int) -> HttpResponse:
    own = get_object_or_404(DepartmentCalendar.objects.select_related("department"), pk=pk)
    initial: dict[str, Any] = {f"day_{day}": hours for day, hours in own.week.items()}
    initial |= {"keeps_holidays": own.keeps_holidays, "version": own.version}
    return _page(request, DepartmentHoursForm(request.POST or None, initial=initial, own=own), own)


@admin_required
@require_POST
def department_hours_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """It works like the house again."""
    own = get_object_or_404(DepartmentCalendar.objects.select_related("department"), pk=pk)
    moved = services.drop_department_hours(own=own, by=request.user, at=timezone.now())
    return working_time_saved(request, _("%(department)s works like the house now.") % {"department": own}, moved)


def _page(request: HttpRequest, form: DepartmentHoursForm, own: DepartmentCalendar | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        department: Department = own.department if own else form.cleaned_data["department"]
        try:
            moved = services.change_department_hours(
                department=department, week=form.week, keeps_holidays=form.cleaned_data["keeps_holidays"],
                expected_version=form.cleaned_data["version"] if own else None, by=request.user, at=timezone.now(),
            )  # fmt: skip
            return working_time_saved(
                request, _("The working hours of %(department)s are saved.") % {"department": department}, moved
            )
        except StaleRecord as stale:
            if own is None:
                form.add_app_error(stale)
            else:
                form.show_conflict(stale)
        except AppError as error:
            form.add_app_error(error)
    status = status_of(form)
    return render(request, "complaints/department_hours.html", {"form": form, "own": own}, status=status)
