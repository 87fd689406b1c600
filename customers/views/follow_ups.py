from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import manager_required, staff_required
from common.errors import AppError, StaleRecord
from common.formats import moment, number
from common.paging import KeysetPage
from customers import queries, services
from customers.forms import (
    BulkForm,
    FollowUpDoneForm,
    FollowUpEditForm,
    FollowUpForm,
    FollowUpPolicyForm,
    HandOverForm,
    SnoozeForm,
)
from customers.forms.fields import due_on
from customers.models import FollowUp, FollowUpPolicy
from customers.views.records import get_customer
from customers.views.small_forms import at_field, back_to, small_form

_FORM_FIELDS = {"due_at": "due_on", "next_due_at": "next_due_on", "until": "until_on"}


@staff_required
def follow_up_create(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_customer(pk)
    form = FollowUpForm(request.POST or None, initial={"owner": request.user.pk})
    if request.method == "POST" and form.is_valid():
        try:
            services.add_follow_up(
                customer=customer,
                submission_key=form.cleaned_data["submission_key"],
                at=timezone.now(),
                by=request.user,
                **_promised(form.cleaned_data),
            )
        except AppError as error:
            form.add_app_error(at_field(error, **_FORM_FIELDS))
        else:
            messages.success(request, _("The follow-up is on the list."))
            return back_to(customer)
    return small_form(request, form, customer=customer, title=_("Plan a follow-up"), submit=_("Save follow-up"))


def _promised(values: dict[str, Any]) -> dict[str, Any]:
    """What the form says of the promise, as the services call it."""
    names = ("task", "details", "owner", "priority", "repeat")
    return {**{name: values[name] for name in names}, "due_at": due_on(values["due_on"], values["due_time"])}


@staff_required
@require_safe
def follow_up_list(request: HttpRequest) -> HttpResponse:
    return _list(request, BulkForm(), params=request.GET)


def _list(request: HttpRequest, form: BulkForm, *, params: Any, status: int = 200) -> HttpResponse:
    """Open follow-ups of one tab by due time, so what is overdue stands first."""
    at = timezone.now()
    tabs = queries.follow_up_tabs(user=request.user, at=at)
    tab = params.get("tab", "")
    chosen = next((one for one in tabs if one.key == tab), tabs[0])
    address = reverse("customers:follow_up_list")
    context = {
        "page": KeysetPage(chosen.rows, order=("due_at", "id"), params=params),
        "tab": chosen.key,
        "form": form,
        "chosen": set(form.data.getlist("pks")) if form.is_bound else set(),
        "tabs": [
            {
                "label": one.label,
                "url": f"{address}?tab={one.key}",
                "is_current": one is chosen,
                "count": one.count,
            }
            for one in tabs
        ],
    }
    return render(request, "customers/follow_up_list.html", context, status=status)


@staff_required
@require_POST
def follow_up_bulk(request: HttpRequest) -> HttpResponse:
    """Complete or hand over the lines that are ticked."""
    form = BulkForm(request.POST)
    if form.is_valid():
        try:
            words = _do_with_several(form.cleaned_data, request)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, words)
            return redirect(f"{reverse('customers:follow_up_list')}?tab={_tab_of(request)}")
    return _list(request, form, params={"tab": _tab_of(request)}, status=422)


def _tab_of(request: HttpRequest) -> str:
    tab = request.POST.get("tab", "")
    return tab if tab.isidentifier() and tab.isascii() else ""


def _do_with_several(values: dict[str, Any], request: HttpRequest) -> str:
    if values["action"] == "done":
        done = services.complete_follow_ups(
            pks=values["pks"], outcome=values["outcome"], at=timezone.now(), by=request.user
        )
        words = ngettext("%(count)s follow-up is done.", "%(count)s follow-ups are done.", done)
        return words % {"count": number(done)}
    moved = services.hand_over_follow_ups(pks=values["pks"], to=values["owner"])
    words = ngettext(
        "%(count)s follow-up is with %(person)s now.", "%(count)s follow-ups are with %(person)s now.", moved
    )
    return words % {"count": number(moved), "person": values["owner"]}


@staff_required
def follow_up_done(request: HttpRequest, pk: int) -> HttpResponse:
    """One follow-up: what was promised, and what came of it."""
    follow_up = _follow_up(pk)
    form = FollowUpDoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        day = values["next_due_on"]
        try:
            services.complete_follow_up(
                follow_up=follow_up,
                outcome=values["outcome"],
                at=timezone.now(),
                by=request.user,
                next_task=values["next_task"],
                next_due_at=due_on(day, values["next_due_time"]) if day else None,
                next_owner=values["next_owner"] or request.user,
            )
        except AppError as error:
            form.add_app_error(at_field(error, **_FORM_FIELDS))
        else:
            messages.success(request, _("Done: %(task)s") % {"task": follow_up.task})
            return back_to(follow_up.customer)
    return _page_of(request, follow_up, form=form)


def _page_of(request: HttpRequest, follow_up: FollowUp, **forms: Any) -> HttpResponse:
    bound = any(form.is_bound for form in forms.values())
    context = {
        "follow_up": follow_up,
        "form": FollowUpDoneForm(),
        "snooze_form": SnoozeForm(auto_id="snooze_%s"),
        "hand_over_form": HandOverForm(auto_id="hand_over_%s"),
        "snoozes": _ways_to_put_off(timezone.now()),
        **forms,
    }
    return render(request, "customers/follow_up_done.html", context, status=422 if bound else 200)


def _ways_to_put_off(at: datetime) -> list[tuple[str, Any, str]]:
    """Key, label and moment of each quick way."""
    return [(key, label, moment(until)) for key, label, until in _quick_times(at)]


def _quick_times(at: datetime) -> list[tuple[str, Any, datetime]]:
    today = timezone.localdate(at)
    morning = time(9)

    def on(days: int) -> datetime:
        return timezone.make_aware(datetime.combine(today + timedelta(days=days), morning))

    return [
        ("hour", _("In an hour"), at + timedelta(hours=1)),
        ("tomorrow", _("Tomorrow morning"), on(1)),
        ("monday", _("Next Monday"), on(7 - today.weekday())),
        ("month", _("In a month"), on(30)),
    ]


@staff_required
@require_POST
def follow_up_snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it off: by one of the quick ways, else until the day of the form."""
    follow_up, at = _follow_up(pk), timezone.now()
    quick = {key: until for key, _label, until in _quick_times(at)}
    form = SnoozeForm(request.POST, auto_id="snooze_%s")
    until = quick.get(request.POST.get("in", ""))
    if until is None and form.is_valid():
        until = due_on(form.cleaned_data["until_on"], form.cleaned_data["until_time"])
    if until is None:
        return _page_of(request, follow_up, snooze_form=form)
    try:
        services.snooze_follow_up(follow_up=follow_up, until=until, at=at)
    except AppError as error:
        if not form.is_valid():
            messages.error(request, str(error))
            return redirect("customers:follow_up_done", pk)
        form.add_app_error(at_field(error, **_FORM_FIELDS))
        return _page_of(request, follow_up, snooze_form=form)
    messages.success(request, _("Put off until %(moment)s.") % {"moment": moment(until)})
    return redirect("customers:follow_up_list")


@staff_required
@require_POST
def follow_up_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    follow_up = _follow_up(pk)
    form = HandOverForm(request.POST, auto_id="hand_over_%s")
    if form.is_valid():
        try:
            services.hand_over_follow_up(follow_up=follow_up, to=form.cleaned_data["owner"])
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Handed over to %(person)s.") % {"person": form.cleaned_data["owner"]})
            return redirect("customers:follow_up_list")
    return _page_of(request, follow_up, hand_over_form=form)


@staff_required
def follow_up_edit(request: HttpRequest, pk: int) -> HttpResponse:
    follow_up = _follow_up(pk)
    local = timezone.localtime(follow_up.due_at)
    initial = {
        **{name: getattr(follow_up, name) for name in ("task", "details", "owner", "priority", "repeat", "version")},
        "due_on": local.date(),
        "due_time": local.time(),
    }
    form = FollowUpEditForm(request.POST or None, initial=initial, keep_owner=follow_up.owner)
    asked = {"customer": follow_up.customer, "title": _("Change a follow-up"), "submit": _("Save changes")}
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_follow_up(
                follow_up=follow_up, expected_version=form.cleaned_data["version"], **_promised(form.cleaned_data)
            )
        except StaleRecord as stale:
            form.show_conflict(stale)
            return small_form(request, form, status=409, **asked)
        except AppError as error:
            form.add_app_error(at_field(error, **_FORM_FIELDS))
        else:
            messages.success(request, _("The follow-up is changed."))
            return redirect("customers:follow_up_done", pk)
    return small_form(request, form, **asked)


def _follow_up(pk: int) -> FollowUp:
    rows = FollowUp.objects.select_related("customer__merged_into", "owner", "done_by", "created_by")
    return get_object_or_404(rows.filter(customer__erased_at__isnull=True), pk=pk)


@manager_required
def follow_up_policy(request: HttpRequest) -> HttpResponse:
    """When owners are reminded of what is late, and managers told."""
    policy = FollowUpPolicy.load()
    form = FollowUpPolicyForm(request.POST or None, instance=policy, initial={"version": policy.version})
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data}
        try:
            services.save_follow_up_policy(expected_version=values.pop("version"), by=request.user, **values)
        except StaleRecord as stale:
            form.show_conflict(stale)
            return render(request, "customers/follow_up_policy.html", {"form": form}, status=409)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("customers:follow_up_policy")
    return render(request, "customers/follow_up_policy.html", {"form": form}, status=422 if form.is_bound else 200)
