"""Naming, sharing, pinning and taking away the filters of a list."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.forms import SavedViewEditForm, SavedViewForm
from accounts.models import PinnedView, SavedView
from accounts.permissions import can_edit_view, can_share_views, staff_required
from accounts.saved_views import SavedList, list_of
from common.errors import AppError, StaleRecord


def _list(key: str) -> SavedList:
    found = list_of(key)
    if found is None:
        raise Http404
    return found


def _visible(request: HttpRequest, pk: int) -> SavedView:
    return get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)


def _page_of(view: SavedView) -> HttpResponseRedirect:
    return redirect("accounts:saved_view_list", view.list_key)


@staff_required
@require_safe
def saved_view_list(request: HttpRequest, key: str) -> HttpResponse:
    """My views of a list and those shared with me: tabs first, in their order."""
    saved_list = _list(key)
    views = SavedView.objects.visible_to(request.user).filter(list_key=key).select_related("owner", "deleted_by")
    pins = list(PinnedView.objects.filter(user=request.user, view__list_key=key).values_list("view_id", flat=True))
    rows = [_row(view, saved_list, request, pins) for view in views.order_by(F("deleted_at").desc(), "name", "id")]
    rows.sort(key=lambda row: (row["place"] is None, row["place"] or 0))
    context = {
        "list": saved_list,
        "rows": [row for row in rows if not row["view"].deleted_at],
        "deleted": [row for row in rows if row["view"].deleted_at and row["can_edit"]][:20],
    }
    return render(request, "accounts/saved_view_list.html", context)


def _row(view: SavedView, saved_list: SavedList, request: HttpRequest, pins: list[int]) -> dict:
    place = pins.index(view.pk) if view.pk in pins else None
    return {
        "view": view,
        "url": saved_list.address_of(view),
        "place": place,
        "is_first": place == 0,
        "is_last": place is not None and view.pk == pins[-1],
        "can_edit": can_edit_view(request.user, view),
    }


@staff_required
def saved_view_create(request: HttpRequest, key: str) -> HttpResponse:
    """The filters come in the address, as on the list."""
    saved_list, user = _list(key), request.user
    query = saved_list.canonical(request.POST.get("query", "") if request.method == "POST" else request.GET, user)
    form = SavedViewForm(request.POST or None, can_share=can_share_views(user), initial={"query": query})
    if form.is_bound and form.is_valid():
        fields = {**form.cleaned_data, "query": query}
        try:
            view = services.save_view(owner=user, list_key=key, at=timezone.now(), **fields)
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
            return HttpResponseRedirect(saved_list.address_of(view))
        except AppError as error:
            form.add_app_error(error)
    context = {"form": form, "list": saved_list, "words": _in_words(saved_list, query, request)}
    return render(request, "accounts/saved_view_form.html", context, status=422 if form.is_bound else 200)


def _in_words(saved_list: SavedList, query: str, request: HttpRequest) -> list[str]:
    return saved_list.describe(QueryDict(query), request.user)


@staff_required
def saved_view_edit(request: HttpRequest, pk: int) -> HttpResponse:
    view = _visible(request, pk)
    saved_list = _list(view.list_key)
    if view.deleted_at or not can_edit_view(request.user, view):
        raise Http404
    initial = {"name": view.name, "shared_with": view.shared_with, "version": view.version}
    form = SavedViewEditForm(request.POST or None, initial=initial, can_share=can_share_views(request.user))
    context = {"form": form, "list": saved_list, "view": view, "words": _in_words(saved_list, view.query, request)}
    if form.is_bound and form.is_valid():
        fields = dict(form.cleaned_data)
        version = fields.pop("version")
        try:
            services.update_view(view=view, expected_version=version, by=request.user, at=timezone.now(), **fields)
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
            return _page_of(view)
        except StaleRecord as stale:
            form.show_conflict(stale)
            return render(request, "accounts/saved_view_form.html", context, status=409)
        except AppError as error:
            form.add_app_error(error)
    return render(request, "accounts/saved_view_form.html", context, status=422 if form.is_bound else 200)


@staff_required
@require_POST
def saved_view_redefine(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the view mean what the list shows now."""
    view = _visible(request, pk)
    saved_list = _list(view.list_key)
    version = request.POST.get("version", "")
    try:
        services.update_view(
            view=view,
            expected_version=int(version) if version.isdecimal() and len(version) < 10 else 0,
            by=request.user,
            at=timezone.now(),
            name=view.name,
            shared_with=view.shared_with,
            query=saved_list.canonical(request.POST.get("query", ""), request.user)[:4000],
        )
        messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    except StaleRecord:
        messages.warning(request, _("Somebody else changed this view meanwhile. Look at it before you save yours."))
    except AppError as error:
        messages.warning(request, str(error))
    view.refresh_from_db()
    return HttpResponseRedirect(saved_list.address_of(view))


@staff_required
@require_POST
def saved_view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    view = _visible(request, pk)
    try:
        services.delete_view(view=view, by=request.user, at=timezone.now())
        messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    except AppError as error:
        messages.warning(request, str(error))
    return _page_of(view)


@staff_required
@require_POST
def saved_view_restore(request: HttpRequest, pk: int) -> HttpResponse:
    view = _visible(request, pk)
    try:
        services.restore_view(view=view, by=request.user, at=timezone.now())
        messages.success(request, _("The view “%(name)s” is back.") % {"name": view.name})
    except AppError as error:
        messages.warning(request, str(error))
    return _page_of(view)


@staff_required
@require_POST
def saved_view_pin(request: HttpRequest, pk: int) -> HttpResponse:
    """A tab more or less; `step` moves the tab there is."""
    user = request.user
    # Also a view that is no longer shared with me can be taken off my tabs.
    view = get_object_or_404(SavedView, pk=pk)
    if not view.pins.filter(user=user).exists():
        view = _visible(request, pk)
    try:
        if request.POST.get("step") in ("-1", "1"):
            services.move_pin(view=view, user=user, step=int(request.POST["step"]))
        elif request.POST.get("pin") == "0":
            services.unpin_view(view=view, user=user)
        elif view.deleted_at is None:
            services.pin_view(view=view, user=user)
    except AppError as error:
        messages.warning(request, str(error))
    return _back(request, reverse("accounts:saved_view_list", args=[view.list_key]))


@staff_required
@require_POST
def list_columns(request: HttpRequest, key: str) -> HttpResponse:
    """Other columns: in the address of the list alone ("here"), or from now on for this person."""
    saved_list, scope = _list(key), request.POST.get("scope")
    asked = request.POST.getlist("column")[: services.COLUMNS_LIMIT]
    names = [name for name in asked if name.isascii() and name.isprintable() and len(name) <= 60]
    if scope != "here":
        services.choose_columns(user=request.user, list_key=key, columns=[] if scope == "reset" else names)
    parts = urlsplit(_back(request, saved_list.url).url)
    query = QueryDict(parts.query, mutable=True)
    query.pop("columns", None)
    if scope == "here":
        query.setlist("columns", names)
    return HttpResponseRedirect(f"{parts.path}?{query.urlencode()}")


def _back(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(target if is_ours else otherwise)
