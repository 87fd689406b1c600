"""The audit trail for administrators: all changes, what one statement did, what happened to one record."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import queries
from accounts.forms import AuditFilterForm
from accounts.models import ChangeSet, Redaction
from accounts.permissions import admin_required
from common.paging import KeysetPage

PAGE = 25


@admin_required
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Who changed what, old → new, newest first: of everything, or of one record."""
    form = AuditFilterForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    context = {"form": form, "export_url": f"{reverse('accounts:audit_export')}?{request.GET.urlencode()}"}
    if chosen.get("record"):
        context |= _history(request, chosen)
    elif chosen.get("text") or chosen.get("field"):
        context |= _searched(request, chosen)
    else:
        page = KeysetPage(chosen_changes(request, chosen), order=("-at", "-id"), params=request.GET)
        context |= {"page": page, "lines": queries.lines_of_sets(page.rows, user=request.user)}
    return render(request, "accounts/audit.html", context, status=200 if form.is_valid() or not form.is_bound else 422)


def chosen_changes(request: HttpRequest, chosen: dict[str, Any]) -> "QuerySet[ChangeSet]":
    """The changes that the filters of the page leave."""
    return queries.change_sets(
        user=request.user,
        chosen=queries.ChangeFilter(
            table=chosen.get("model", ""),
            user=chosen["user"].pk if chosen.get("user") else None,
            action=chosen.get("action", ""),
            reference=chosen.get("reference", ""),
            since=chosen.get("since"),
            until=chosen.get("until"),
        ),
    )


def _history(request: HttpRequest, chosen: dict[str, Any]) -> dict[str, Any]:
    found = queries.find_record(chosen["record"], user=request.user, label=chosen.get("model", ""))
    if found is None:
        return {"lines": [], "not_found": chosen["record"]}
    after = queries.Edge.read(request.GET.get("after", ""))
    keys, edge = queries.record_history(found, user=request.user, after=after, size=PAGE)
    lines = queries.lines_of_events(keys, user=request.user)
    return {"lines": lines, "is_history": True, "older": _address(request, edge), "is_later_page": after is not None}


def _searched(request: HttpRequest, chosen: dict[str, Any]) -> dict[str, Any]:
    after = request.GET.get("after", "")
    found = queries.search_changes(
        chosen_changes(request, chosen),
        text=chosen.get("text", ""),
        name=chosen.get("field", ""),
        after=after,
        size=PAGE,
    )
    return {
        "lines": queries.lines_of_sets(found.sets, user=request.user, events=found.events),
        "is_search": True,
        "older": _address(request, found.next_cursor),
        "searched_back_to": found.last.at if found.last else None,
        "is_later_page": bool(after),
    }


def _address(request: HttpRequest, after: object) -> str:
    """The address of the page that goes on; empty at the end."""
    if not after:
        return ""
    kept = {name: value for name, value in request.GET.items() if name not in ("after", "before")}
    return f"?{urlencode({**kept, 'after': str(after)})}"


@admin_required
@require_safe
def audit_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row that one statement changed."""
    change = get_object_or_404(queries.change_sets(user=request.user, chosen=queries.ChangeFilter()), pk=pk)
    page = KeysetPage(queries.events_of(change, user=request.user), order=("pgh_id",), params=request.GET)
    lines = queries.lines_of_events([(change.table, event.pgh_id) for event in page.rows], user=request.user)
    table = queries.audited_models()[change.table].pgh_tracked_model._meta.verbose_name
    return render(
        request, "accounts/audit_change.html", {"change": change, "page": page, "lines": lines, "table": table}
    )


@admin_required
@require_safe
def redaction_list(request: HttpRequest) -> HttpResponse:
    """When personal words were taken out of the audit trail, why, and how many rows."""
    page = KeysetPage(Redaction.objects.select_related("by"), order=("-at", "-id"), params=request.GET)
    return render(request, "accounts/redaction_list.html", {"page": page})
