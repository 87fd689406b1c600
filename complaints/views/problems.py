"""Complaints that speak of the same, and the common problems behind them."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import staff_required
from common.errors import AppError, StaleRecord
from common.paging import KeysetPage
from complaints import queries, services
from complaints.forms.problems import AnswerAllForm, EditProblemForm, NewProblemForm
from complaints.models import Complaint, Problem
from complaints.views.common import find

MOST_CHOSEN = 100


@staff_required
@require_safe
def complaint_similar(request: HttpRequest, reference: str) -> HttpResponse:
    """What speaks of the same as a complaint: beside it (htmx), or as a page with which they can be put together."""
    complaint = find(request, reference)
    limit = 5 if request.htmx else 25
    found = queries.similar_to(
        complaint.summary, user=request.user, at=timezone.now(), cause=complaint.cause, leave_out=complaint.pk,
        limit=limit,
    )  # fmt: skip
    context = {"complaint": complaint, "similar": found, "problem": queries.problem_of(complaint)}
    if request.htmx:
        return render(request, "complaints/_similar.html", context)
    context |= {"form": NewProblemForm(initial={"cause": _slug(complaint)}), "problems": queries.open_problems()}
    return render(request, "complaints/complaint_similar.html", context)


def _slug(complaint: Complaint) -> str | None:
    return complaint.cause.slug if complaint.cause else None


@staff_required
@require_safe
def similar_typed(request: HttpRequest) -> HttpResponse:
    """While a complaint is written down: what speaks of the same as its summary so far."""
    text = request.GET.get("summary", "")[:200]
    found = queries.similar_to(text, user=request.user, at=timezone.now(), limit=3) if len(text) >= 8 else []
    return render(request, "complaints/_similar_typed.html", {"similar": found})


def _chosen(request: HttpRequest) -> list[Complaint]:
    """The complaints ticked on a page, as far as this person may see them."""
    references = request.POST.getlist("chosen")[:MOST_CHOSEN]
    visible = Complaint.objects.visible_to(request.user)
    return list(visible.filter(reference__in=[one.replace("\x00", "") for one in references]))


@staff_required
@require_POST
def problem_gather(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a complaint and those ticked together: as a new problem, or with one that is known."""
    complaint = find(request, reference)
    chosen, now = [complaint, *_chosen(request)], timezone.now()
    known = request.POST.get("problem", "")
    if known.isascii() and known.isdecimal() and len(known) < 18:
        problem = get_object_or_404(Problem, pk=known)
        try:
            services.add_to_problem(problem=problem, complaints=chosen, at=now, by=request.user)
        except AppError as error:
            messages.error(request, str(error))
            return redirect("complaints:complaint_similar", complaint.reference)
        return redirect(problem)
    form = NewProblemForm(request.POST)
    if form.is_valid():
        try:
            problem = services.open_problem(complaints=chosen, at=now, by=request.user, **form.cleaned_data)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("The complaints are put together."))
            return redirect(problem)
    found = queries.similar_to(
        complaint.summary, user=request.user, at=now, cause=complaint.cause, leave_out=complaint.pk, limit=25
    )
    context = {
        "complaint": complaint,
        "similar": found,
        "form": form,
        "problems": queries.open_problems(),
        "problem": queries.problem_of(complaint),
        "chosen": {one.pk for one in chosen},
    }
    return render(request, "complaints/complaint_similar.html", context, status=422)


@staff_required
@require_safe
def problem_list(request: HttpRequest) -> HttpResponse:
    """Common problems, with how many complaints of each this person may see."""
    tab = queries.SOLVED if request.GET.get("tab") == queries.SOLVED else queries.OPEN
    rows = queries.problems(user=request.user, tab=tab)
    labels = ((queries.OPEN, _("To be solved")), (queries.SOLVED, _("Solved")))
    address = reverse("complaints:problem_list")
    tabs = [
        {"label": label, "url": f"{address}?{urlencode({'tab': name})}", "is_current": name == tab}
        for name, label in labels
    ]
    page = KeysetPage(rows, order=("-created_at", "-id"), params=request.GET)
    return render(request, "complaints/problem_list.html", {"page": page, "tabs": tabs, "tab": tab})


@staff_required
@require_safe
def problem_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of a problem and its complaints."""
    problem = get_object_or_404(Problem.objects.select_related("cause__parent", "created_by"), pk=pk)
    page = KeysetPage(queries.cases_of(problem, user=request.user), order=("-id",), params=request.GET)
    context = {"problem": problem, "page": page, "answerable": queries.answerable(problem, user=request.user)}
    return render(request, "complaints/problem_detail.html", context)


@staff_required
def problem_edit(request: HttpRequest, pk: int) -> HttpResponse:
    problem = get_object_or_404(Problem.objects.select_related("cause"), pk=pk)
    initial: dict[str, Any] = {name: getattr(problem, name) for name in ("name", "note", "status", "version")}
    form = EditProblemForm(
        request.POST or None, initial={**initial, "cause": problem.cause.slug if problem.cause else None}
    )
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            services.edit_problem(problem=problem, expected_version=values.pop("version"), at=timezone.now(), **values)
        except StaleRecord as stale:
            form.show_conflict(stale)
            status = 409
        except AppError as error:
            form.add_app_error(error)
        else:
            return _after_edit(request, problem)
    return render(request, "complaints/problem_edit.html", {"form": form, "problem": problem}, status=status)


def _after_edit(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Whoever has solved a problem is led to telling the customers."""
    if problem.is_solved and queries.answerable(problem, user=request.user).total:
        messages.success(request, _("The problem is solved. Its customers don't know yet: answer them all."))
        return redirect("complaints:problem_answer", problem.pk)
    messages.success(request, _("Saved."))
    return redirect(problem)


@staff_required
@require_POST
def problem_take_off(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    problem, complaint = get_object_or_404(Problem, pk=pk), find(request, reference)
    services.take_off_problem(problem=problem, complaint=complaint)
    messages.success(request, _("%(number)s no longer belongs to this problem.") % {"number": complaint.reference})
    return redirect(problem)


@staff_required
def problem_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer to all: the texts, then a preview of whom they reach, then the work of a worker."""
    problem = get_object_or_404(Problem.objects.select_related("cause"), pk=pk)
    found = queries.answerable(problem, user=request.user)
    form = AnswerAllForm(request.POST or None, languages=found.by_language)
    preview = request.method == "POST" and form.is_valid()
    if preview and "confirmed" in request.POST:
        try:
            job = services.answer_all(
                problem=problem, texts=form.texts(), is_last=form.cleaned_data["is_last"], at=timezone.now(),
                by=request.user, submission_key=form.cleaned_data["submission_key"],
            )  # fmt: skip
        except AppError as error:
            form.add_app_error(error)
        else:
            return redirect(job)
    context = {
        "problem": problem,
        "form": form,
        "answerable": found,
        "preview": _preview(request, problem, form) if preview and form.is_valid() else None,
    }
    return render(request, "complaints/problem_answer.html", context, status=422 if form.errors else 200)


def _preview(request: HttpRequest, problem: Problem, form: AnswerAllForm) -> list[tuple[str, str, list[Complaint]]]:
    """For each language its text and the first complaints that get it."""
    cases = queries.cases_of(problem, user=request.user).open().order_by("-pk")
    first = list(cases[:30])
    return [
        (language, text, [one for one in first if one.language == language][:5])
        for language, text in form.texts().items()
    ]
