from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.permissions import manager_required
from common.exports import csv_response
from common.paging import KeysetPage
from customers.segment_choice import SegmentChoice, chosen_segment
from retention.enums import Dimension, Group, Panel
from retention.models import YearResult, YearResultCustomer
from retention.queries.dashboard import GROUPS, members_of, result_named
from retention.wording import part_label, year_title


@manager_required
def customer_group(request: HttpRequest) -> HttpResponse:
    """The customers behind a figure."""
    result, group, parts = _asked(request)
    segment = chosen_segment(request)
    page = KeysetPage(_members(result, group, parts, segment), order=("-revenue_before", "-id"), params=request.GET)
    context = {
        "result": result,
        "year_title": year_title(result.fiscal_year),
        "group": group,
        "tabs": _tabs(request, result, group),
        "chips": [*_chips(request, parts), *_segment_chip(request, segment)],
        "clear_url": f"?{_query(request, segment=None, **dict.fromkeys(parts))}",
        "segment": segment,
        "csv_query": request.GET.urlencode(),
        "page": page,
    }
    return render(request, "retention/customer_group.html", context)


@manager_required
def customer_group_csv(request: HttpRequest) -> StreamingHttpResponse:
    result, group, parts = _asked(request)
    members = _members(result, group, parts, chosen_segment(request)).order_by("-revenue_before", "-id")
    fields = ["group", "standing", "party_type", "city", "unit", "source", "outcome", "exit_reason"]
    rows = (
        [
            member.customer.external_id or member.customer.number,
            member.customer.name,
            *(getattr(member, name) for name in fields),
            member.revenue_before,
            member.revenue,
        ]
        for member in members.iterator(2000)
    )
    head = ["customer", "name", *fields, "revenue_before", "revenue"]
    return csv_response(f"retention-{result.pk}-{group}.csv", head, rows)


def _members(
    result: YearResult, group: str, parts: dict[str, str], segment: SegmentChoice
) -> "QuerySet[YearResultCustomer]":
    rows = members_of(result, group, **parts)
    return rows if segment.customers is None else rows.filter(customer__in=segment.customers.order_by().values("pk"))


def _segment_chip(request: HttpRequest, segment: SegmentChoice) -> list[dict[str, str]]:
    if segment.current is None:
        return []
    label = _("Segment: %(name)s") % {"name": segment.current.name}
    return [{"label": label, "remove_url": f"?{_query(request, segment=None)}"}]


def _asked(request: HttpRequest) -> tuple[YearResult, str, dict[str, str]]:
    """The result, group and parts that the address names; 404 for one that is not there."""
    version = request.GET.get("version", "")
    panel = request.GET.get("panel", Panel.EXTERNAL)
    result = result_named(
        request.GET.get("year", ""), panel=panel, version=int(version) if version in _VERSIONS else None
    )
    group = request.GET.get("group", "lost")
    if result is None or group not in GROUPS:
        raise Http404
    return result, group, {str(by): request.GET[by] for by in Dimension if by in request.GET}


_VERSIONS = {str(number) for number in range(1000)}


def _tabs(request: HttpRequest, result: YearResult, current: str) -> list[dict[str, Any]]:
    labels = {"opening": _("At the start"), **dict(Group.choices), "closing": _("At the end")}
    has_parts = any(by in request.GET for by in (*Dimension, "segment"))
    return [
        {
            "label": label,
            "url": f"?{_query(request, group=group)}",
            "is_current": group == current,
            "count": None if has_parts else getattr(result, group),
        }
        for group, label in labels.items()
    ]


def _chips(request: HttpRequest, parts: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"label": f"{Dimension(by).label}: {part_label(by, name)}", "remove_url": f"?{_query(request, **{by: None})}"}
        for by, name in parts.items()
    ]


def _query(request: HttpRequest, **changes: str | None) -> str:
    """The address as it is, with some parameters changed and from the first page on."""
    query = request.GET.copy()
    for name, value in {"after": None, "before": None, **changes}.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return query.urlencode()
