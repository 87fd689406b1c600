from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import manager_required
from common.errors import AppError, StaleRecord
from common.paging import KeysetPage
from retention import services
from retention.enums import Panel, ResultStatus
from retention.forms import FiscalYearForm, PublishForm
from retention.models import FiscalYear, YearResult
from retention.queries.dashboard import tally_of
from retention.queries.late_facts import late_contracts, late_merges, late_transactions
from retention.queries.year_list import years_with_results
from retention.wording import interval_text, rate_text, year_title


@manager_required
def fiscal_year_list(request: HttpRequest) -> HttpResponse:
    """Years, what came out, and what is still to be signed."""
    return render(request, "retention/fiscal_year_list.html", {"years": years_with_results(timezone.localdate())})


@manager_required
def fiscal_year_edit(request: HttpRequest, pk: int) -> HttpResponse:
    year = get_object_or_404(FiscalYear, pk=pk)
    form = FiscalYearForm(request.POST or None, initial=FiscalYearForm.initial_of(year))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            services.change_fiscal_year(
                fiscal_year=year,
                expected_version=data["version"],
                name=data["name"],
                ends_on=data["ends_on"],
                by=request.user,
            )
            messages.success(request, _("%(year)s was saved.") % {"year": data["name"]})
            return redirect("retention:fiscal_year_list")
        except StaleRecord as stale:
            form.show_conflict(stale)
            status = 409
        except AppError as error:
            form.add_app_error(error)
    return render(request, "retention/fiscal_year_edit.html", {"form": form, "year": year}, status=status)


@manager_required
@require_POST
def year_sign_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Make what is provisional final."""
    result = get_object_or_404(YearResult, fiscal_year_id=pk, panel=Panel.EXTERNAL, version=1)
    try:
        services.sign_off(result=result, by=request.user, at=timezone.now())
        messages.success(request, _("%(year)s is final.") % {"year": result.fiscal_year})
    except AppError as error:
        messages.error(request, str(error))
    return redirect("retention:fiscal_year_list")


@manager_required
@require_POST
def year_recompute(request: HttpRequest, pk: int) -> HttpResponse:
    """Count a provisional year with what is known by now."""
    year = get_object_or_404(FiscalYear, pk=pk)
    try:
        services.recompute_result(fiscal_year=year, by=request.user, at=timezone.now())
        messages.success(request, _("%(year)s was counted anew.") % {"year": year})
    except AppError as error:
        messages.error(request, str(error))
    return redirect("retention:fiscal_year_list")


@manager_required
def year_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version with a reason."""
    year = get_object_or_404(FiscalYear, pk=pk)
    latest = _latest(year)
    if latest.status != ResultStatus.FINAL:
        raise Http404
    form = PublishForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            published = services.publish_version(
                fiscal_year=year, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
            facts = {"version": published[0].version, "year": year}
            messages.success(request, _("Version %(version)s of %(year)s was published.") % facts)
            return redirect("retention:fiscal_year_list")
        except AppError as error:
            form.add_app_error(error)
    context = {"form": form, "year": year, "latest": latest, "rate": rate_text(tally_of(latest))}
    return render(request, "retention/year_publish.html", context, status=422 if form.is_bound else 200)


@manager_required
def late_facts(request: HttpRequest, pk: int) -> HttpResponse:
    """What became known after the year was counted."""
    year = get_object_or_404(FiscalYear, pk=pk)
    result = _latest(year)
    context = {
        "year": year,
        "year_title": year_title(year),
        "result": result,
        "rate": rate_text(tally_of(result)),
        "interval": interval_text(tally_of(result)),
        "page": KeysetPage(late_transactions(result), order=("recorded_at", "id"), params=request.GET),
        "contracts": late_contracts(result),
        "merges": late_merges(result),
    }
    return render(request, "retention/late_facts.html", context)


def _latest(year: FiscalYear) -> YearResult:
    """The newest version for external customers; 404 for a year that is not closed."""
    result = year.results.filter(panel=Panel.EXTERNAL, version__gt=0).order_by("-version").first()
    if result is None:
        raise Http404
    return result
