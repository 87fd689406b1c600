from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import manager_required, staff_required
from common.errors import AppError, StaleRecord
from customers.models import Customer
from guide import queries, services
from guide.forms import CharactersForm, GuideEntryForm
from guide.models import GuideEntry
from guide.permissions import can_edit_guide, can_mark_character


@staff_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The whole guide by chapter; managers also see what is switched off."""
    can_edit = can_edit_guide(request.user)
    return render(
        request, "guide/guide.html", {"chapters": queries.chapters(with_hidden=can_edit), "can_edit": can_edit}
    )


@manager_required
@require_safe
def guide_effects(request: HttpRequest) -> HttpResponse:
    """Which advice works, by what staff said of it."""
    context = {"figures": queries.advice_figures(), "enough": queries.ENOUGH}
    return render(request, "guide/guide_effects.html", context)


@manager_required
def entry_create(request: HttpRequest) -> HttpResponse:
    return _entry_page(request, GuideEntryForm(request.POST or None, initial={"version": 1}), None)


@manager_required
def entry_edit(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(GuideEntry, pk=pk)
    form = GuideEntryForm(request.POST or None, instance=entry, initial={"version": entry.version})
    return _entry_page(request, form, entry)


def _entry_page(request: HttpRequest, form: GuideEntryForm, entry: GuideEntry | None) -> HttpResponse:
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            saved = services.save_entry(entry=entry, expected_version=data.pop("version"), **data)
            messages.success(request, _("“%(title)s” is saved.") % {"title": saved.title})
            return redirect(saved)
        except StaleRecord as stale:
            form.show_conflict(stale)
            status = 409
        except AppError as error:
            form.add_app_error(error)
    return render(request, "guide/entry_form.html", {"form": form, "entry": entry}, status=status)


@manager_required
@require_POST
def entry_delete(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        services.delete_entry(entry=get_object_or_404(GuideEntry, pk=pk))
        messages.success(request, _("The entry is deleted."))
    except AppError as error:
        messages.error(request, str(error))
    return redirect("guide:guide")


@staff_required
@require_POST
def entry_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """Helped or not: two buttons under a piece of advice; goes back to where one was."""
    entry = get_object_or_404(GuideEntry.objects.shown(), pk=pk)
    asked = request.POST.get("customer", "")
    known = asked.isascii() and asked.isdecimal() and len(asked) < 19
    customer = get_object_or_404(Customer.objects.current(), pk=int(asked)) if known else None
    services.note_feedback(
        entry=entry,
        customer=customer,
        has_helped=request.POST.get("helped") == "yes",
        by=request.user,
        on=timezone.localdate(),
    )
    if request.htmx:
        return render(request, "guide/_thanks.html", {"entry": entry})
    messages.success(request, _("Thank you. Managers see which advice works."))
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(target) if safe else redirect(entry)


@staff_required
def customer_characters(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark how one met this customer, or take marks away."""
    customer = get_object_or_404(Customer.objects.filter(erased_at__isnull=True), pk=pk)
    if not can_mark_character(request.user, customer):
        messages.warning(request, _("This record was merged already."))
        return redirect(customer)
    marks = list(queries.marks_of(customer.record_ids))
    form = CharactersForm(request.POST or None, initial={"characters": [mark.character for mark in marks]})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_characters(
                customer=customer, characters=form.cleaned_data["characters"], by=request.user, at=timezone.now()
            )
            messages.success(request, _("The marks are saved."))
            return redirect(customer)
        except AppError as error:
            form.add_app_error(error)
    context = {"form": form, "customer": customer, "marks": marks}
    return render(request, "guide/customer_characters.html", context, status=422 if form.is_bound else 200)
