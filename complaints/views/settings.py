"""The rules of complaint handling. Only admins change them."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import admin_required
from common.errors import AppError, StaleRecord
from common.seen import one_editor_at_a_time
from complaints import queries, services
from complaints.forms.settings import CauseForm, HandlingPolicyForm, HolidayForm, WorkingHoursForm
from complaints.models import Cause, DepartmentCalendar, HandlingPolicy, Holiday
from complaints.views.common import status_of
from jobs.models import Job


@admin_required
def handling_policy(request: HttpRequest) -> HttpResponse:
    """Limits of remedies, days for closing and reopening."""
    stored = HandlingPolicy.load()
    form = HandlingPolicyForm(request.POST or None, instance=stored, initial={"version": stored.version})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            services.update_handling_policy(expected_version=data.pop("version"), **data)
            messages.success(request, _("The handling policy is saved."))
            return redirect("complaints:handling_policy")
        except StaleRecord as stale:
            form.show_conflict(stale)
        except AppError as error:
            form.add_app_error(error)
    return render(request, "complaints/handling_policy.html", {"form": form}, status=status_of(form))


@admin_required
@one_editor_at_a_time
def working_hours(request: HttpRequest) -> HttpResponse:
    """The working week, and the holidays of a year beside it."""
    initial = {f"day_{weekday}": stretches for weekday, stretches in queries.hours_by_weekday().items()}
    form = WorkingHoursForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            form.refuse_if_stale()
            moved = services.change_working_hours(week=form.week, by=request.user, at=timezone.now())
            return working_time_saved(request, _("The working hours are saved."), moved)
        except StaleRecord as stale:
            form.show_conflict(stale)
        except AppError as error:
            form.add_app_error(error)
    return _working_time(request, form=form)


@admin_required
@require_POST
def holiday_add(request: HttpRequest) -> HttpResponse:
    """Add a day off."""
    form = HolidayForm(request.POST)
    if form.is_valid():
        try:
            asked = form.cleaned_data
            moved = services.change_holidays(add=(asked["day"], asked["name"]), by=request.user, at=timezone.now())
            return working_time_saved(request, _("The holiday is added."), moved, year=form.cleaned_data["day"].year)
        except AppError as error:
            form.add_app_error(error)
    return _working_time(request, holiday_form=form)


@admin_required
@require_POST
def holidays_add_public(request: HttpRequest) -> HttpResponse:
    """The public holidays and joint leave of a year, from the library; those that don't apply are removed by hand."""
    asked = request.POST.get("year", "")
    year, _years = queries.holiday_years(asked, today=timezone.localdate())
    year = int(asked) if asked.isascii() and asked.isdigit() and 2000 <= int(asked[:5]) <= 2100 else year
    moved = services.change_public_holidays(
        year=year, country=settings.PHONE_REGION, language=settings.LANGUAGE_CODE, by=request.user, at=timezone.now()
    )
    return working_time_saved(
        request, _("The public holidays of %(year)s are in the list.") % {"year": year}, moved, year=year
    )


@admin_required
@require_POST
def holiday_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Work on that day after all."""
    holiday = get_object_or_404(Holiday, pk=pk)
    moved = services.change_holidays(remove=holiday, by=request.user, at=timezone.now())
    return working_time_saved(request, _("The holiday is removed."), moved, year=holiday.date.year)


def working_time_saved(request: HttpRequest, sentence: str, moved: Job | int, year: int | None = None) -> HttpResponse:
    """Back to the page with what happened, or to the job that does it."""
    if isinstance(moved, Job):
        return redirect(moved)
    notice = ngettext(
        "%(count)s open complaint has a new due time.", "%(count)s open complaints have a new due time.", moved
    ) % {"count": moved}
    messages.success(request, f"{sentence} {notice}", extra_tags="inline")
    query = f"?year={year}" if year else ""
    return redirect(f"{reverse('complaints:working_hours')}{query}")


def _working_time(request: HttpRequest, **forms) -> HttpResponse:
    """The page with both forms; `form` is the one that was sent."""
    sent = next(iter(forms.values()))
    year, years = queries.holiday_years(request.GET.get("year"), today=timezone.localdate())
    context = {
        "form": sent,
        "week_form": forms.get("form") or _week_as_stored(),
        "holiday_form": forms.get("holiday_form") or HolidayForm(),
        "departments": DepartmentCalendar.objects.select_related("department"),
        "holidays": Holiday.objects.filter(date__year=year),
        "year": year,
        "years": years,
    }
    return render(request, "complaints/working_hours.html", context, status=status_of(sent))


def _week_as_stored() -> WorkingHoursForm:
    return WorkingHoursForm(initial={f"day_{day}": hours for day, hours in queries.hours_by_weekday().items()})


@admin_required
@require_safe
def cause_list(request: HttpRequest) -> HttpResponse:
    """All causes in their order, also the retired ones."""
    return render(request, "complaints/cause_list.html", {"causes": queries.all_causes()})


@admin_required
def cause_new(request: HttpRequest) -> HttpResponse:
    """A finer cause below one of the main ones."""
    return _cause_page(request, CauseForm(request.POST or None))


@admin_required
@one_editor_at_a_time
def cause_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Names, order, and whether the cause can be chosen."""
    cause = get_object_or_404(Cause, pk=pk)
    return _cause_page(request, CauseForm(request.POST or None, instance=cause), Cause.objects.get(pk=pk))


def _cause_page(request: HttpRequest, form: CauseForm, cause: Cause | None = None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            if cause:
                form.refuse_if_stale()
            saved = services.save_cause(cause=cause, **form.cleaned_data)
            messages.success(request, _("The cause “%(name)s” is saved.") % {"name": saved})
            return redirect("complaints:cause_list")
        except StaleRecord as stale:
            form.show_conflict(stale)
        except AppError as error:
            form.add_app_error(error)
    return render(request, "complaints/cause_edit.html", {"form": form, "cause": cause}, status=status_of(form))
