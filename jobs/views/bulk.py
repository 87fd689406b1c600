"""One thing done to many rows: its small form, a preview of what would change, and the start of the job."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import admin_required, staff_required
from accounts.saved_views import SavedList, list_of
from common.errors import AppError
from common.forms import PrimaForm, SubmissionKeyMixin
from common.paging import KeysetPage
from jobs import bulk, services
from jobs.models import Export


class KeyForm(SubmissionKeyMixin, PrimaForm):
    """The key of the page alone; what the action asks for is a form of its own."""


@staff_required
def bulk_action(request: HttpRequest, key: str) -> HttpResponse:
    """GET shows the form of an action for what was marked; POST shows the preview, or with `confirmed` begins."""
    bulk_list, saved_list = bulk.bulk_list_of(key), list_of(key)
    if bulk_list is None or saved_list is None:
        raise Http404
    data = request.POST if request.method == "POST" else request.GET
    selection = bulk.Selection.read(data)
    action = bulk.action_of(key, data.get("action", ""), request.user)
    if action is None or not selection:
        text = _("Mark at least one row first.") if action else _("Choose what to do with the marked rows.")
        return _back(request, saved_list, selection, text)
    try:
        rows = bulk.selected(bulk_list, selection, request.user)
        chosen = rows.order_by().count()
        if refusal := bulk.too_many(request.user, chosen):
            return _back(request, saved_list, selection, refusal)
    except AppError as error:
        return _back(request, saved_list, selection, str(error))
    form = action.form_class(data if request.method == "POST" else None, user=request.user)
    preview = _preview(action, form, rows, request)
    if request.method == "POST" and "confirmed" in data and preview is not None and preview.changes:
        return _begin(request, bulk_list, action, selection, form, rows, chosen)
    context = {
        "list": saved_list,
        "action": action,
        "selection": selection,
        "form": form,
        "preview": preview,
        "chosen": bulk_list.counted(chosen),
        "changes": preview and bulk_list.counted(preview.changes),
        "key": _key(request),
        "back_url": _address(saved_list, selection),
    }
    template = "jobs/_bulk_preview.html" if request.htmx else "jobs/bulk_action.html"
    # htmx asks while one is still typing: what is not yet right is no error then.
    status = 422 if form.is_bound and not form.is_valid() and not request.htmx else 200
    return render(request, template, context, status=status)


def _preview(action: bulk.BulkAction, form: bulk.BulkForm, rows: Any, request: HttpRequest) -> bulk.Preview | None:
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return action.preview(rows, form.cleaned_data, user=request.user, at=timezone.now())
    except AppError as error:
        form.add_app_error(error)
        return None


def _begin(
    request: HttpRequest,
    bulk_list: bulk.BulkList,
    action: bulk.BulkAction,
    selection: bulk.Selection,
    form: bulk.BulkForm,
    rows: Any,
    chosen: int,
) -> HttpResponse:
    job = services.start_job(
        kind="bulk",
        title=action.title(form.cleaned_data, bulk_list.counted(chosen)),
        by=request.user,
        at=timezone.now(),
        parameters={
            "list": bulk_list.key,
            "action": action.name,
            "selection": selection.as_json(),
            "form": _typed(request, form),
        },
        total=chosen,
        is_private=bulk_list.is_private(rows.order_by()),
        submission_key=_key(request),
    )
    return redirect(job)


def _typed(request: HttpRequest, form: bulk.BulkForm) -> str:
    """What was typed into the fields of the form alone, to be read again by each step."""
    data = request.POST.copy()
    for name in set(data) - set(form.fields):
        del data[name]
    return data.urlencode()


def _key(request: HttpRequest) -> Any:
    form = KeyForm(request.POST)
    return form.cleaned_data["submission_key"] if form.is_valid() else uuid4()


def _address(saved_list: SavedList, selection: bulk.Selection) -> str:
    return f"{saved_list.url}?{selection.query}" if selection.query else saved_list.url


def _back(request: HttpRequest, saved_list: SavedList, selection: bulk.Selection, text: str) -> HttpResponseRedirect:
    messages.warning(request, text)
    canonical = saved_list.canonical(selection.query, request.user)
    return HttpResponseRedirect(_address(saved_list, bulk.Selection(canonical)))


@admin_required
@require_safe
def export_list(request: HttpRequest) -> HttpResponse:
    """Who took which list out, newest first."""
    exports = Export.objects.select_related("exported_by")
    page = KeysetPage(exports, order=("-exported_at", "-id"), params=request.GET)
    rows = [(export, list_of(export.list_key)) for export in page]
    return render(request, "jobs/export_list.html", {"page": page, "rows": rows})
