"""Settings: rules by which new complaints find their officer, groups of officers, and absences."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.permissions import manager_required, staff_required
from common.errors import AppError
from complaints import services
from complaints.forms.routing import AbsenceForm, GroupForm, RuleForm
from complaints.models import Absence, AgentGroup, RoutingRule
from complaints.queries.routing import rehearse
from complaints.rule_words import condition_lines
from complaints.views.common import attempt, status_of


@manager_required
@require_safe
def routing_list(request: HttpRequest) -> HttpResponse:
    """The rules in their order; the first that fits decides."""
    rules = list(RoutingRule.objects.select_related("group"))
    lines = condition_lines(rules)
    return render(request, "complaints/routing_list.html", {"rules": [(rule, lines[rule.pk]) for rule in rules]})


@manager_required
def routing_new(request: HttpRequest) -> HttpResponse:
    return _rule_page(request, None)


@manager_required
def routing_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _rule_page(request, get_object_or_404(RoutingRule, pk=pk))


def _rule_page(request: HttpRequest, rule: RoutingRule | None) -> HttpResponse:
    form = RuleForm(request.POST or None, rule=rule)

    def act() -> None:
        data = dict(form.cleaned_data)
        services.save_rule(rule=rule, expected_version=data.pop("version"), **data)

    context = {"rule": rule, "has_groups": AgentGroup.objects.exists()}
    return _page(request, form, act, _("The rule is saved."), "routing_edit", "routing_list", **context)


@manager_required
@require_POST
def routing_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down; the button that was pressed has the focus again."""
    services.move_rule(rule=get_object_or_404(RoutingRule, pk=pk), earlier=request.POST.get("to") == "earlier")
    return redirect("complaints:routing_list")


@manager_required
@require_POST
def routing_remove(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_rule(rule=get_object_or_404(RoutingRule, pk=pk))
    messages.success(request, _("The rule is removed."))
    return redirect("complaints:routing_list")


@manager_required
@require_safe
def routing_rehearsal(request: HttpRequest) -> HttpResponse:
    """Where the complaints of the last month would have gone."""
    with_inactive = request.GET.get("inactive") == "1"
    rehearsal = rehearse(user=cast(User, request.user), at=timezone.now(), with_inactive=with_inactive)
    context = {"rehearsal": rehearsal, "with_inactive": with_inactive}
    return render(request, "complaints/routing_rehearsal.html", context)


@manager_required
@require_safe
def agent_group_list(request: HttpRequest) -> HttpResponse:
    groups = AgentGroup.objects.prefetch_related("members__user", "rules")
    return render(request, "complaints/agent_group_list.html", {"groups": groups})


@manager_required
def agent_group_new(request: HttpRequest) -> HttpResponse:
    return _group_page(request, None)


@manager_required
def agent_group_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _group_page(request, get_object_or_404(AgentGroup, pk=pk))


def _group_page(request: HttpRequest, group: AgentGroup | None) -> HttpResponse:
    initial: dict[str, Any] = {"version": 1}
    if group is not None:
        members = list(group.members.values_list("user_id", flat=True))
        initial = {"name": group.name, "members": members, "version": group.version}
    form = GroupForm(request.POST or None, initial=initial)

    def act() -> None:
        data = dict(form.cleaned_data)
        version, members = data.pop("version"), list(data.pop("members"))
        services.save_group(group=group, expected_version=version, members=members, **data)

    return _page(request, form, act, _("The group is saved."), "agent_group_edit", "agent_group_list", group=group)


@manager_required
@require_POST
def agent_group_remove(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        services.remove_group(group=get_object_or_404(AgentGroup, pk=pk))
    except AppError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The group is removed."))
    return redirect("complaints:agent_group_list")


@staff_required
def absence_list(request: HttpRequest) -> HttpResponse:
    """One's own days away; managers see and enter those of everybody."""
    user = cast(User, request.user)
    today = timezone.localdate()
    form = AbsenceForm(request.POST or None, by=user)

    def act() -> None:
        data = form.cleaned_data
        services.add_absence(
            user=data.get("user") or user, first_on=data["first_on"], last_on=data["last_on"], on=today
        )

    absences = Absence.objects.filter(last_on__gte=today).select_related("user")
    shown = absences if user.is_manager else absences.filter(user=user)
    done = _("Noted. No new complaints go there on these days.")
    return _page(request, form, act, done, "absence_list", "absence_list", absences=shown, today=today)


@staff_required
@require_POST
def absence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = cast(User, request.user)
    absence = get_object_or_404(Absence, pk=pk)
    if absence.user_id != user.pk and not user.is_manager:
        raise Http404
    services.remove_absence(absence=absence)
    messages.success(request, _("The absence is removed."))
    return redirect("complaints:absence_list")


def _page(
    request: HttpRequest, form: forms.Form, act: Callable[[], Any], done: str, template: str, back: str, **context: Any
) -> HttpResponse:
    """A page with one form that leads back to its list."""
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        messages.success(request, done)
        return redirect(f"complaints:{back}")
    context["form"] = form
    return render(request, f"complaints/{template}.html", context, status=status_of(form))
