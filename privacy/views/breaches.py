"""The register of breaches of data protection: its clock, the letters, who was told."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation
from accounts.permissions import manager_required
from common.errors import AppError, StaleRecord
from common.formats import number
from common.paging import KeysetPage
from privacy import queries, services
from privacy.forms import EditBreachForm, NewBreachForm, PeopleForm, ToldForm
from privacy.models import Breach, PrivacyPolicy


@manager_required
@require_safe
def breach_list(request: HttpRequest) -> HttpResponse:
    """All breaches, newest first, late ones marked."""
    page = KeysetPage(queries.breaches(), order=("-discovered_at", "-id"), params=request.GET)
    context = {"page": page, "hours": PrivacyPolicy.load().breach_hours}
    return render(request, "privacy/breach_list.html", context)


@manager_required
def breach_create(request: HttpRequest) -> HttpResponse:
    """Note what is known; the rest is added later."""
    now = timezone.localtime()
    initial = {"discovered_on": now.date(), "discovered_time": f"{now:%H:%M}"}
    form = NewBreachForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["submission_key"]
        try:
            breach = services.note_breach(at=timezone.now(), by=request.user, submission_key=key, **form.facts())
        except AppError as error:
            form.add_app_error(_at_field_of_form(error))
        else:
            messages.success(request, _("The breach is noted; its clock runs."))
            return redirect(breach)
    return render(request, "privacy/breach_form.html", {"form": form}, status=422 if form.is_bound else 200)


def _at_field_of_form(error: AppError) -> AppError:
    """Moments are two fields of a form."""
    return AppError(error.message, field=(error.field or "").replace("_at", "_on") or None)


@manager_required
@require_safe
def breach_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened, how much time is left, who was told and who has still to be."""
    breach = get_object_or_404(queries.breaches(), pk=pk)
    page = KeysetPage(queries.people_of(breach), order=("id",), params=request.GET)
    context = {"breach": breach, "reach": queries.reach_of(breach), "page": page, "now": timezone.now()}
    return render(request, "privacy/breach_detail.html", context)


@manager_required
def breach_edit(request: HttpRequest, pk: int) -> HttpResponse:
    breach = get_object_or_404(Breach, pk=pk, closed_at=None)
    form = EditBreachForm(request.POST or None, initial=_as_stored(breach))
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_breach(
                breach=breach, expected_version=form.cleaned_data["version"], at=timezone.now(), **form.facts()
            )
        except StaleRecord as stale:
            form.add_error(None, str(stale))
            status = 409
        except AppError as error:
            form.add_app_error(_at_field_of_form(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(breach)
    return render(request, "privacy/breach_form.html", {"form": form, "breach": breach}, status=status)


def _as_stored(breach: Breach) -> dict[str, Any]:
    names = ("title", "data_kinds", "people", "details", "consequences", "measures", "advice", "version")
    initial = {name: getattr(breach, name) for name in names}
    for name in ("discovered", "happened"):
        if at := getattr(breach, f"{name}_at"):
            local = timezone.localtime(at)
            initial |= {f"{name}_on": local.date(), f"{name}_time": f"{local:%H:%M}"}
    return initial


TOLD = {
    "authority": (gettext_lazy("The authority was told"), services.tell_authority),
    "people": (gettext_lazy("The people were told"), services.tell_people),
}


@manager_required
def breach_told(request: HttpRequest, pk: int, whom: str) -> HttpResponse:
    """Note when and how the authority, or the people concerned, were told."""
    if whom not in TOLD:
        raise Http404
    breach = get_object_or_404(Breach, pk=pk, closed_at=None)
    title, write = TOLD[whom]
    form = ToldForm(request.POST or None, initial={"told_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            write(breach=breach, how=form.cleaned_data["how"], told_at=form.told_at(now), at=now)
        except AppError as error:
            form.add_app_error(AppError(error.message, field="how" if error.field == "how" else "told_on"))
        else:
            messages.success(request, _("Noted."))
            return redirect(breach)
    context = {"form": form, "breach": breach, "title": title}
    return render(request, "privacy/breach_step.html", context, status=422 if form.is_bound else 200)


@manager_required
def breach_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who is concerned."""
    breach = get_object_or_404(Breach, pk=pk, closed_at=None)
    form = PeopleForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        segment, numbers = form.cleaned_data["segment"], form.cleaned_data["numbers"]
        try:
            added = services.add_people(breach=breach, segment=segment, numbers=numbers)
        except AppError as error:
            form.add_app_error(error)
        else:
            text = ngettext("%(count)s person was added.", "%(count)s people were added.", added)
            messages.success(request, text % {"count": number(added)})
            return redirect(breach)
    context = {"form": form, "breach": breach, "title": _("Who is concerned")}
    return render(request, "privacy/breach_step.html", context, status=422 if form.is_bound else 200)


@manager_required
@require_POST
def breach_person_remove(request: HttpRequest, pk: int, customer: int) -> HttpResponse:
    breach = get_object_or_404(Breach, pk=pk, closed_at=None)
    if not services.remove_people(breach=breach, ids=[customer]):
        messages.error(request, _("Who was written to already stays in the register."))
    return redirect(breach)


@manager_required
@require_POST
def breach_letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to everybody concerned who has an address and was not written to yet."""
    breach = get_object_or_404(Breach, pk=pk, closed_at=None)
    try:
        job = services.send_letters(breach=breach, at=timezone.now(), by=request.user)
    except AppError as error:
        messages.error(request, str(error))
        return redirect(breach)
    return redirect(job)


@manager_required
@require_POST
def breach_close(request: HttpRequest, pk: int) -> HttpResponse:
    breach = get_object_or_404(Breach, pk=pk, closed_at=None)
    try:
        services.close_breach(breach=breach, at=timezone.now())
    except AppError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The breach is closed."))
    return redirect(breach)


@manager_required
@require_safe
def breach_letter(request: HttpRequest, pk: int, whom: str) -> HttpResponse:
    """The notification as a page to be printed, or with ?file=1 as a file: for the authority, or for people without
    an e-mail address."""
    if whom not in TOLD:
        raise Http404
    breach = get_object_or_404(queries.breaches(), pk=pk)
    context = {
        "breach": breach,
        "whom": whom,
        "reach": queries.reach_of(breach),
        "organisation": Organisation.load(),
        "at": timezone.now(),
        "language": translation.get_language(),
    }
    response = render(request, "privacy/breach_letter.html", context)
    if request.GET.get("file") == "1":
        response["Content-Disposition"] = f'attachment; filename="{breach.reference}-{whom}.html"'
    return response
