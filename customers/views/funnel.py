"""The funnel of the life cycle for managers, and the customers behind each of its figures."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required
from common.fiscal import window_start
from common.formats import number
from common.paging import KeysetPage
from customers import charts
from customers.enums import LifeCycle, PartyType, Standing
from customers.queries.funnel import (
    DIMENSIONS,
    OUTCOMES,
    Asked,
    Funnel,
    changes_behind,
    customers_in_funnel,
    funnel_of,
)

MONTHS = (1, 3, 6, 12, 24)
_WORDS: dict[str, Any] = {"party_type": PartyType, "standing": Standing}


@manager_required
@require_safe
def funnel(request: HttpRequest) -> HttpResponse:
    """How far the relations with our customers have come, and how they go on."""
    asked, months, by = _asked(request)
    found = funnel_of(asked, by=by, today=timezone.localdate())
    context = {
        "funnel": found,
        "months": months,
        "periods": [(value, _months_words(value)) for value in MONTHS],
        "by": by,
        "by_label": DIMENSIONS[by],
        "dimensions": DIMENSIONS.items(),
        "chips": _chips(request, asked.parts),
        "stages": [_stage_row(row, asked.parts, months) for row in found.stages],
        "parts": [_part_row(row, by, asked.parts, months) for row in found.parts],
        "stages_chart": charts.stages_chart(found, lambda stage: _now_url(stage, asked.parts)),
        "steps_chart": charts.steps_chart(found, lambda stage: _rows_url(stage, asked.parts, months)),
        "is_new": _has_no_history(found),
    }
    return render(request, "customers/funnel.html", context)


def _months_words(months: int) -> str:
    return ngettext("the last month", "the last %(count)s months", months) % {"count": number(months)}


def _asked(request: HttpRequest) -> tuple[Asked, int, str]:
    """What the address asks for; a damaged part of it means the default."""
    text = request.GET.get("months", "")
    months = int(text) if text in {str(value) for value in MONTHS} else 12
    by = request.GET.get("by", "")
    parts = {
        name: request.GET[name][:100] for name in DIMENSIONS if name in request.GET and "\x00" not in request.GET[name]
    }
    today = timezone.localdate()
    return Asked(window_start(today, months), today, parts), months, by if by in DIMENSIONS else "acquisition_source"


def _has_no_history(found: Funnel) -> bool:
    return bool(found.total) and not any(row.course.entered or row.before.entered for row in found.stages)


def _stage_row(row: Any, parts: dict[str, str], months: int) -> dict[str, Any]:
    return {
        "figures": row,
        "now_url": _now_url(row.stage, parts),
        "urls": {name or "entered": _rows_url(row.stage, parts, months, name) for name in OUTCOMES},
    }


def _part_row(row: Any, by: str, parts: dict[str, str], months: int) -> dict[str, Any]:
    query = urlencode({**parts, by: row.name, "months": months, "by": by})
    return {"figures": row, "label": part_label(by, row.name), "url": f"?{query}"}


def part_label(by: str, name: str) -> str:
    """The value of a dimension as people read it."""
    if not name:
        return _("Not known")
    return str(_WORDS[by](name).label) if by in _WORDS and name in _WORDS[by].values else name


def _now_url(stage: str, parts: dict[str, str]) -> str:
    return f"{reverse('customers:funnel_customers')}?{urlencode({'stage': str(stage), **parts})}"


def _rows_url(stage: str, parts: dict[str, str], months: int, outcome: str = "") -> str:
    query = {"stage": str(stage), "entered": "1", "outcome": outcome, "months": months, **parts}
    return f"{reverse('customers:funnel_customers')}?{urlencode(query)}"


def _chips(request: HttpRequest, parts: dict[str, str]) -> list[dict[str, str]]:
    chips = []
    for name, value in parts.items():
        kept = request.GET.copy()
        for key in (name, "after", "before"):
            kept.pop(key, None)
        label = f"{DIMENSIONS[name]}: {part_label(name, value)}"
        chips.append({"label": label, "remove_url": f"?{kept.urlencode()}"})
    return chips


@manager_required
@require_safe
def funnel_customers(request: HttpRequest) -> HttpResponse:
    """The customers behind a figure: those at a stage now, or those who came to it in the period."""
    asked, months, _by = _asked(request)
    stage = request.GET.get("stage", "")
    if stage not in LifeCycle.values:
        raise Http404
    context: dict[str, Any] = {
        "stage": LifeCycle(stage),
        "chips": _chips(request, asked.parts),
        "clear_url": f"?{urlencode({'stage': stage, 'months': months})}",
        "funnel_url": f"{reverse('customers:funnel')}?{urlencode({'months': months, **asked.parts})}",
    }
    if "entered" in request.GET:
        outcome = request.GET.get("outcome", "")
        outcome = outcome if outcome in OUTCOMES else ""
        rows = changes_behind(asked, stage=stage, outcome=outcome)
        context |= {
            "asked": asked,
            "tabs": [
                {"label": label, "url": _rows_url(stage, asked.parts, months, name), "is_current": name == outcome}
                for name, label in OUTCOMES.items()
            ],
            "page": KeysetPage(rows, order=("-effective_from", "-id"), params=request.GET),
        }
    else:
        rows = customers_in_funnel(asked.parts).in_stage(stage)
        context["page"] = KeysetPage(rows, order=("name", "id"), params=request.GET)
        context["list_url"] = f"{reverse('customers:customer_list')}?{urlencode({'kind': 'external', 'stage': stage})}"
    return render(request, "customers/funnel_customers.html", context)
