"""What we know of a customer as a person: needs, special days, relations, free texts."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import staff_required
from common.errors import AppError, StaleRecord
from common.fields import parse_date
from common.fiscal import months_before
from customers import queries, services
from customers.forms import (
    LinkEditForm,
    LinkForm,
    NeedEditForm,
    NeedForm,
    SpecialDayEditForm,
    SpecialDayForm,
    TextForm,
)
from customers.models import Customer, CustomerLink, Need, SpecialDay
from customers.queries.intimacy import DAY_LIMIT, DAYS_AHEAD
from customers.views.records import get_customer
from customers.views.small_forms import back_to, small_form

REVIEW_AFTER_MONTHS = 12
TEXTS = {"expectations": gettext_lazy("Needs and expectations"), "notes": gettext_lazy("Notes")}


@staff_required
def need_create(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_customer(pk)
    form = NeedForm(request.POST or None, initial={"review_on": _in_a_year()})
    if request.method == "POST" and form.is_valid():
        try:
            services.note_need(customer=customer, at=timezone.now(), by=request.user, **form.cleaned_data)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Noted."))
            return back_to(customer, "needs")
    return small_form(request, form, customer=customer, title=_("Note what the customer wants"), submit=_("Save"))


def _in_a_year() -> date:
    return months_before(timezone.localdate(), -REVIEW_AFTER_MONTHS)


@staff_required
def need_edit(request: HttpRequest, pk: int) -> HttpResponse:
    need = get_object_or_404(_open(Need), pk=pk, ended_at__isnull=True)
    initial = {name: getattr(need, name) for name in ("kind", "text", "review_on", "version")}
    form = NeedEditForm(request.POST or None, initial=initial)
    asked = {"title": _("Note what the customer wants"), "submit": _("Save changes")}
    return _edit(request, need, form, services.edit_need, {"need": need}, part="needs", **asked)


@staff_required
@require_POST
def need_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """It still holds; ask again in a year."""
    need = get_object_or_404(_open(Need), pk=pk)
    try:
        services.confirm_need(need=need, review_on=_in_a_year(), at=timezone.now())
    except AppError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Still true; asked again in a year."))
    return back_to(need.customer, "needs")


@staff_required
@require_POST
def need_end(request: HttpRequest, pk: int) -> HttpResponse:
    need = get_object_or_404(_open(Need), pk=pk)
    services.end_need(need=need, at=timezone.now())
    messages.success(request, _("No longer true: %(text)s") % {"text": need.text})
    return back_to(need.customer, "needs")


@staff_required
def special_day_create(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_customer(pk)
    form = SpecialDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_special_day(customer=customer, at=timezone.now(), by=request.user, **form.cleaned_data)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Noted."))
            return back_to(customer, "special_days")
    return small_form(request, form, customer=customer, title=_("Note a special day"), submit=_("Save"))


@staff_required
def special_day_edit(request: HttpRequest, pk: int) -> HttpResponse:
    day = get_object_or_404(_open(SpecialDay), pk=pk)
    initial = {name: getattr(day, name) for name in ("label", "day", "is_yearly", "note", "version")}
    form = SpecialDayEditForm(request.POST or None, initial=initial)
    asked = {"title": _("Change a special day"), "submit": _("Save changes"),
             "danger": {"label": _("Remove"), "url": reverse("customers:special_day_remove", args=[pk])}}  # fmt: skip
    given = {"special_day": day, "at": timezone.now()}
    return _edit(request, day, form, services.edit_special_day, given, part="special_days", **asked)


@staff_required
@require_POST
def special_day_remove(request: HttpRequest, pk: int) -> HttpResponse:
    day = get_object_or_404(_open(SpecialDay), pk=pk)
    services.remove_special_day(special_day=day)
    messages.success(request, _("Removed: %(what)s") % {"what": day.label})
    return back_to(day.customer, "special_days")


@staff_required
@require_safe
def special_day_list(request: HttpRequest) -> HttpResponse:
    """Birthdays and special days of the next two weeks: of one's own customers, or of all; `?on=` is one day.

    Who looks after nobody begins with everybody's.
    """
    today = timezone.localdate()
    days = [today + timedelta(days=n) for n in range(DAYS_AHEAD)]
    asked = parse_date(request.GET.get("on", ""))
    on = asked if asked in days else None
    looks_after_some = Customer.objects.current().filter(owner=request.user).exists()
    everybody = request.GET.get("whose", "mine" if looks_after_some else "all") == "all"
    found = queries.coming_days(
        first=on or days[0], last=on or days[-1], owner=None if everybody else request.user, limit=DAY_LIMIT + 1
    )
    address = reverse("customers:special_day_list")
    context = {
        "days": found[:DAY_LIMIT],
        "limit": DAY_LIMIT if len(found) > DAY_LIMIT else None,
        "choices": days,
        "on": on,
        "today": today,
        "everybody": everybody,
        "all_url": "" if everybody else f"{address}?whose=all",
        "tabs": [
            {"label": _("My customers"), "url": f"{address}?whose=mine", "is_current": not everybody, "count": None},
            {"label": _("All customers"), "url": f"{address}?whose=all", "is_current": everybody, "count": None},
        ],
    }
    return render(request, "customers/special_day_list.html", context)


@staff_required
def link_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Tie a customer to another; `?other=` is the one chosen in the search."""
    customer = get_customer(pk)
    form = LinkForm(request.POST or None, initial={"other": request.GET.get("other", "")})
    if request.method == "POST" and form.is_valid():
        try:
            services.add_link(customer=customer, at=timezone.now(), by=request.user, **form.cleaned_data)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Noted."))
            return back_to(customer, "network")
    value = str(form["other"].value() or "")
    chosen = Customer.objects.current().filter(pk=value).first() if value.isdecimal() and len(value) < 18 else None
    context = {"form": form, "customer": customer, "chosen": chosen, "next": request.path}
    return render(request, "customers/link_form.html", context, status=422 if form.is_bound else 200)


@staff_required
def link_edit(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(_open(CustomerLink).select_related("other__merged_into"), pk=pk)
    initial = {name: getattr(link, name) for name in ("kind", "role", "since", "version")}
    form = LinkEditForm(request.POST or None, initial=initial)
    title = _("Relation of %(one)s to %(other)s") % {"one": link.customer.name, "other": link.other.name}
    asked = {"title": title, "submit": _("Save changes"),
             "danger": {"label": _("Remove"), "url": reverse("customers:link_remove", args=[pk])}}  # fmt: skip
    given = {"link": link, "at": timezone.now()}
    return _edit(request, link, form, services.edit_link, given, part="network", **asked)


@staff_required
@require_POST
def link_remove(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(_open(CustomerLink), pk=pk)
    services.remove_link(link=link)
    messages.success(request, _("The relation is no longer noted."))
    return back_to(link.customer, "network")


@staff_required
def text_edit(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Rewrite the needs and expectations, or the notes, where they stand."""
    if kind not in TEXTS:
        raise Http404
    customer = get_customer(pk)
    text = getattr(customer, kind)
    form = TextForm(request.POST or None, initial={"text": text, "seen": text}, label=TEXTS[kind])
    asked = {"customer": customer, "title": TEXTS[kind], "submit": _("Save")}
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        seen = values["seen"].replace("\r\n", "\n")
        try:
            services.rewrite_text(
                customer=customer, name=kind, text=values["text"], seen=seen, at=timezone.now(), by=request.user
            )
        except StaleRecord as stale:
            form.show_theirs(stale.current[kind])
            return small_form(request, form, status=409, **asked)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Saved."))
            return back_to(customer, "about")
    return small_form(request, form, **asked)


def _open(model: Any) -> Any:
    """Rows of customers whose data were not erased."""
    return model.objects.filter(customer__erased_at__isnull=True).select_related("customer__merged_into")


def _edit(
    request: HttpRequest, row: Any, form: Any, save: Any, given: dict[str, Any], *, part: str, **asked: Any
) -> HttpResponse:
    """What all small edits do: save the fields of the form, show both versions where two met."""
    asked["customer"] = row.customer
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data}
        try:
            save(**given, expected_version=values.pop("version"), **values)
        except StaleRecord as stale:
            form.show_conflict(stale)
            return small_form(request, form, status=409, **asked)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Saved."))
            return back_to(row.customer, part)
    return small_form(request, form, **asked)
