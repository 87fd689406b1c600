"""Settings of standing and life cycle: the rules, whom others would move, and what was decided before."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required
from accounts.queries import AuditLine, ChangeFilter, change_sets, lines_of_sets
from common.errors import AppError, StaleRecord
from customers import charts, queries, services
from customers.forms import LifeCyclePolicyForm, LifeCycleRulesForm, StandingPolicyForm, StandingRulesForm
from customers.models import LifeCyclePolicy, StandingPolicy
from customers.queries.previews import WORDS
from customers.rules import Rules
from jobs.models import Job

CHANGES_SHOWN = 8


@dataclass(frozen=True)
class _Policy:
    """One of the two pages: what it is about, and what it is made of."""

    subject: str
    title: Any
    lead: Any
    model: type[models.Model]
    form: type[forms.Form]
    rules_form: type[forms.Form]
    save: Callable[..., Job | None]
    view: str
    preview: str


STANDING = _Policy(
    subject="standing",
    title=gettext_lazy("Policy of standing"),
    lead=gettext_lazy(
        "Primary customers have bought regularly for years. Say what that means here: in how many of the last years, "
        "counted back from today, and how often in each of them. Who has bought at all is a secondary customer, "
        "everybody else a prospective one. Standings set by hand stay as they are."
    ),
    model=StandingPolicy,
    form=StandingPolicyForm,
    rules_form=StandingRulesForm,
    save=services.save_policy,
    view="customers:standing_policy",
    preview="customers:standing_preview",
)
LIFE_CYCLE = _Policy(
    subject="stage",
    title=gettext_lazy("Policy of the life cycle"),
    lead=gettext_lazy(
        "A suspect is in the registry, a prospect has shown interest, a first-time customer has bought once and a "
        "repeat customer more often. Say here when somebody is a client, that is a regular, and how long a "
        "recommendation makes a client an advocate. Stages set by hand stay as they are."
    ),
    model=LifeCyclePolicy,
    form=LifeCyclePolicyForm,
    rules_form=LifeCycleRulesForm,
    save=services.save_life_cycle_policy,
    view="customers:life_cycle_policy",
    preview="customers:life_cycle_preview",
)


@manager_required
def standing_policy(request: HttpRequest) -> HttpResponse:
    return _page(request, STANDING)


@manager_required
def life_cycle_policy(request: HttpRequest) -> HttpResponse:
    return _page(request, LIFE_CYCLE)


def _page(request: HttpRequest, policy: _Policy) -> HttpResponse:
    stored = policy.model.load()  # type: ignore[attr-defined]
    form: Any = policy.form(request.POST or None, instance=stored, initial={"version": stored.version})
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data}
        try:
            policy.save(
                expected_version=values.pop("version"),
                **values,
                at=timezone.now(),
                by=request.user,
                page=reverse(policy.view),
            )
        except StaleRecord as stale:
            form.show_conflict(stale)
            status = 409
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Saved. Everybody is looked at by the new rules now."))
            return redirect(policy.view)
    context = {
        "policy": policy,
        "form": form,
        "preview_url": reverse(policy.preview),
        "job": queries.recomputation_under_way(),
        "changes": _changes(request, policy),
    }
    return render(request, "customers/policy.html", context, status=status)


def _changes(request: HttpRequest, policy: _Policy) -> list[AuditLine]:
    chosen = ChangeFilter(table=policy.model._meta.label_lower)
    found = change_sets(user=request.user, chosen=chosen).order_by("-at", "-id")[:CHANGES_SHOWN]
    return lines_of_sets(list(found), user=request.user)


@manager_required
@require_safe
def standing_preview(request: HttpRequest) -> HttpResponse:
    """How many customers other numbers would move, before they are saved."""
    return _preview(request, STANDING)


@manager_required
@require_safe
def life_cycle_preview(request: HttpRequest) -> HttpResponse:
    return _preview(request, LIFE_CYCLE)


def _preview(request: HttpRequest, policy: _Policy) -> HttpResponse:
    tried = _tried(policy, request.GET)
    context: dict[str, Any] = {"preview": None}
    if tried is not None:
        preview = queries.preview_of(Rules.in_force(**tried), today=timezone.localdate())
        subjects = ["standing", "stage"] if policy is STANDING else ["stage"]
        address = reverse("customers:policy_movers")
        context = {
            "preview": preview,
            "groups": [
                {
                    "chart": charts.shares_chart(subject, preview),
                    "moves": [
                        {
                            "move": move,
                            "url": f"{address}?{urlencode(_movers_params(policy, tried, subject, move))}",
                            "others": move.count - len(move.customers),
                        }
                        for move in preview.moves[subject]
                    ],
                }
                for subject in subjects
            ],
        }
    return render(request, "customers/_policy_preview.html", context)


def _tried(policy: _Policy, params: QueryDict | dict) -> dict[str, Any] | None:
    form = policy.rules_form(params)
    return {name: form.cleaned_data[name] for name in form.fields} if form.is_valid() else None


def _movers_params(policy: _Policy, tried: dict[str, Any], subject: str, move: Any) -> dict[str, Any]:
    numbers = {name: value for name, value in tried.items() if value is not False}
    return {"policy": policy.subject, **numbers, "of": subject, "was": move.was, "becomes": move.becomes}


@manager_required
@require_safe
def policy_movers(request: HttpRequest) -> HttpResponse:
    """Everybody behind one line of the preview, page by page."""
    policy = LIFE_CYCLE if request.GET.get("policy") == LIFE_CYCLE.subject else STANDING
    tried = _tried(policy, request.GET)
    subject, was, becomes = (request.GET.get(name, "") for name in ("of", "was", "becomes"))
    words = WORDS.get(subject)  # type: ignore[call-overload]
    if tried is None or words is None or was not in words.values or becomes not in words.values:
        raise Http404
    after = request.GET.get("after", "")
    page = queries.movers(
        Rules.in_force(**tried),
        subject=subject,  # type: ignore[arg-type]
        was=was,
        becomes=becomes,
        today=timezone.localdate(),
        after=int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else 0,
    )
    context = {
        "policy": policy,
        "policy_url": reverse(policy.view),
        "was": words(was),
        "becomes": words(becomes),
        "page": page,
        "more_url": f"?{_with_after(request.GET, page.next_after)}" if page.next_after else "",
    }
    return render(request, "customers/policy_movers.html", context)


def _with_after(params: QueryDict, after: int) -> str:
    params = params.copy()
    params["after"] = str(after)
    return params.urlencode()
