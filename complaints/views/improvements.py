"""Improvements: what is planned against which cause, what was done, and whether it helped."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required, staff_required
from common.errors import AppError, StaleRecord
from common.formats import percent
from common.paging import KeysetPage
from complaints import queries, services
from complaints.forms.improvements import EditImprovementForm, NewImprovementForm
from complaints.models import Cause, Improvement, Problem
from complaints.permissions import can_edit_improvement

FIELDS = ("title", "owner", "due_on", "problem", "status", "what_done", "done_on", "version")


@staff_required
@require_safe
def improvement_list(request: HttpRequest) -> HttpResponse:
    """Open ones by due day; those that are over with what came of them, in plain counts."""
    tab, today = request.GET.get("tab", ""), timezone.localdate()
    tab = queries.OVER if tab == queries.OVER else queries.TO_DO
    order = ("due_on", "id") if tab == queries.TO_DO else ("-done_on", "-id")
    page = KeysetPage(queries.improvements(tab), order=order, params=request.GET)
    effects = queries.effects_of(page.rows, user=request.user, today=today)
    labels = ((queries.TO_DO, _("To be done")), (queries.OVER, _("Done or given up")))
    address = reverse("complaints:improvement_list")
    context = {
        "page": page,
        "rows": [(row, row.is_overdue(today), effects.get(row.pk)) for row in page],
        "tab": tab,
        "tabs": [
            {"label": label, "url": f"{address}?{urlencode({'tab': name})}", "is_current": name == tab}
            for name, label in labels
        ],
    }
    return render(request, "complaints/improvement_list.html", context)


@manager_required
def improvement_new(request: HttpRequest) -> HttpResponse:
    """Plan one; `?cause=` and `?problem=` fill in what it is about."""
    form = NewImprovementForm(request.POST or None, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.plan_improvement(at=timezone.now(), by=request.user, **form.cleaned_data)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("The improvement is planned."))
            return redirect("complaints:improvement_list")
    return render(request, "complaints/improvement_edit.html", {"form": form}, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest) -> dict[str, Any]:
    known = request.GET.get("problem", "")
    found = Problem.objects.filter(pk=known) if known.isascii() and known.isdecimal() and len(known) < 18 else None
    problem = found.select_related("cause").first() if found is not None else None
    slug = request.GET.get("cause", "").replace("\x00", "")[:50]
    cause = Cause.objects.filter(slug=slug).first() or (problem.cause if problem else None)
    return {"problem": problem.pk if problem else None, "cause": cause and cause.slug, "owner": request.user.pk}


def _change_words(effect: queries.Effect | None) -> str:
    """Such as "−60% to −12%"; the end without a bound is left open."""
    change = effect.change if effect else None
    if change is None:
        return ""
    low, high = (percent(part, 0) if part != float("inf") else "∞" for part in change)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


@staff_required
def improvement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; done, also what came of it. Managers and its owner change it, everybody reads."""
    row = get_object_or_404(Improvement.objects.select_related("cause__parent", "owner", "problem"), pk=pk)
    effect = queries.rated_effect(row, user=request.user, today=timezone.localdate())
    context: dict[str, Any] = {"improvement": row, "effect": effect, "change_words": _change_words(effect)}
    if not can_edit_improvement(request.user, row):
        return render(request, "complaints/improvement_edit.html", context)
    initial = {name: getattr(row, name) for name in FIELDS} | {
        "cause": row.cause.slug, "problem": row.problem_id, "owner": row.owner_id,
    }  # fmt: skip
    form = EditImprovementForm(request.POST or None, initial=initial)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            services.edit_improvement(
                improvement=row, expected_version=values.pop("version"), at=timezone.now(), **values
            )
        except StaleRecord as stale:
            form.show_conflict(stale)
            status = 409
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(row)
    return render(request, "complaints/improvement_edit.html", {**context, "form": form}, status=status)
