"""Programmes: what they promise, who is in them, and the rules that managers set."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import manager_required, staff_required
from common.errors import AppError, StaleRecord
from common.formats import number
from common.forms import tidy_line
from common.paging import KeysetPage
from customers.queries import search_customers
from customers.segments import query_of, segments_for
from loyalty import permissions, queries, services
from loyalty.forms import ProgrammeForm, RecordForm, RewardForm, SpecialDayForm, TierForm
from loyalty.models import Membership, Programme, Reward, SpecialDay, Tier

MEMBERS_SHOWN = 10  # rewards and rules are on the same page


@staff_required
@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    context = {
        "programmes": queries.programmes_with_figures(),
        "can_edit": permissions.can_edit_programmes(request.user),
    }
    return render(request, "loyalty/programme_list.html", context)


@staff_required
@require_safe
def programme_detail(request: HttpRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(Programme, pk=pk)
    search, now = searched(request), timezone.now()
    tiers, rewards = list(programme.tiers.all()), list(programme.rewards.all())
    days = list(programme.special_days.all())
    members = queries.members_of(programme, at=now, search=search)
    page = KeysetPage(members, order=("-enrolled_at", "-id"), params=request.GET, size=MEMBERS_SHOWN)
    for member in page:
        member.programme = programme
        member.tier = queries.tier_of(tiers, member.earned).tier
    can_edit = permissions.can_edit_programmes(request.user)
    values = queries.values_served(tiers=tiers, rewards=rewards, special_days=days)
    context = {
        "programme": programme,
        "tiers": tiers,
        "rewards": sorted(rewards, key=lambda reward: (not reward.is_active, reward.cost)),
        "special_days": days,
        "values": values,
        "missing_values": [value.kind.label for value in values if not value.by],
        "figures": queries.programme_figures(programme),
        "segments": [(view, query_of(view)) for view in segments_for(request.user)] if can_edit else [],
        "page": page,
        "search": search,
        "is_running": programme.is_running(timezone.localdate(now)),
        "can_edit": permissions.can_edit_programmes(request.user),
    }
    return render(request, "loyalty/programme_detail.html", context)


def searched(request: HttpRequest) -> str:
    return tidy_line(request.GET.get("q", "").replace("\x00", ""))[:100]


@staff_required
@require_safe
def member_lookup(request: HttpRequest, pk: int) -> HttpResponse:
    """Find the customer who is to join, by name, number or phone."""
    programme = get_object_or_404(Programme, pk=pk)
    search = searched(request)
    hits = [hit for hit in search_customers(search, limit=20) if hit.customer.kind == programme.audience]
    found = Membership.objects.filter(programme=programme, customer__in=[hit.pk for hit in hits])
    members = {membership.customer_id: membership for membership in found}
    rows = [(hit, members.get(hit.pk)) for hit in hits]
    return render(request, "loyalty/member_lookup.html", {"programme": programme, "rows": rows, "search": search})


@manager_required
@require_POST
def enrol_primary(request: HttpRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(Programme, pk=pk)
    try:
        joined = services.enrol_primary_customers(programme=programme, at=timezone.now(), by=request.user)
    except AppError as error:
        messages.error(request, str(error))
    else:
        text = ngettext("%(count)s customer joined.", "%(count)s customers joined.", joined)
        messages.success(request, text % {"count": number(joined)})
    return redirect(programme)


# --- rules ----------------------------------------------------------------------------------------


@manager_required
def programme_create(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form = ProgrammeForm(request.POST or None, initial={"starts_on": today, "version": 1})
    return _form_page(request, form, services.save_programme, title=_("New loyalty programme"))


@manager_required
def programme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(Programme, pk=pk)
    save = partial(services.save_programme, programme=Programme(pk=pk))
    form = ProgrammeForm(request.POST or None, instance=programme, initial={"version": programme.version})
    return _form_page(request, form, save, title=_("Edit the programme"), programme=programme)


@manager_required
def tier_create(request: HttpRequest, pk: int) -> HttpResponse:
    return _part_create(request, pk, TierForm, services.save_tier, "tier", _("New tier"))


@manager_required
def tier_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _part_edit(request, pk, TierForm, services.save_tier, "tier", _("Edit the tier"))


@manager_required
def reward_create(request: HttpRequest, pk: int) -> HttpResponse:
    return _part_create(request, pk, RewardForm, services.save_reward, "reward", _("New reward"))


@manager_required
def reward_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _part_edit(request, pk, RewardForm, services.save_reward, "reward", _("Edit the reward"))


@manager_required
def special_day_create(request: HttpRequest, pk: int) -> HttpResponse:
    return _part_create(request, pk, SpecialDayForm, services.save_special_day, "special_day", _("New special day"))


@manager_required
def special_day_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _part_edit(request, pk, SpecialDayForm, services.save_special_day, "special_day", _("Edit the special day"))


Save = Callable[..., Programme | Tier | Reward | SpecialDay]


def _part_create(
    request: HttpRequest, pk: int, form_class: type[RecordForm], save: Save, part: str, title: str
) -> HttpResponse:
    programme = get_object_or_404(Programme, pk=pk)
    form = form_class(request.POST or None, initial={"version": 1})
    record = form_class._meta.model(programme=programme)
    return _form_page(request, form, partial(save, **{part: record}), title=title, programme=programme)


def _part_edit(
    request: HttpRequest, pk: int, form_class: type[RecordForm], save: Save, part: str, title: str
) -> HttpResponse:
    model = form_class._meta.model
    record = get_object_or_404(model.objects.select_related("programme"), pk=pk)
    programme = record.programme
    form = form_class(request.POST or None, instance=record, initial={"version": record.version})
    save = partial(save, **{part: model(pk=pk, programme=programme)})
    return _form_page(request, form, save, title=title, programme=programme)


def _form_page(
    request: HttpRequest, form: RecordForm, save: Save, *, title: str, programme: Programme | None = None
) -> HttpResponse:
    """Show the form, or save it and go to the programme; conflicts and refusals come back with what was typed."""
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        fields: dict[str, Any] = dict(form.cleaned_data)
        try:
            record = save(expected_version=fields.pop("version"), **fields)
            messages.success(request, _("%(name)s is saved.") % {"name": record.name})
            return redirect(programme or record)
        except StaleRecord as stale:
            form.show_conflict(stale)
            status = 409
        except AppError as error:
            form.add_app_error(error)
    context = {"form": form, "title": title, "programme": programme}
    return render(request, "loyalty/record_form.html", context, status=status)
