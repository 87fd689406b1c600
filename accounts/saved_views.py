"""Lists whose filters can be saved: which there are, and what stands above a list.

An app names its list with `register_list` when it gets ready. Its view calls `opening_address` first, gives the
template `bar_for(...)` as `bar`, and shows it with components/view_bar.html. The address of a list says everything:
`?view=7` alone is led to the filters of that view, and filters beside `view=7` are a change of it, not yet saved.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import ListLayout, PinnedView, SavedView, User
from accounts.permissions import can_edit_view

# Where one is in a list is kept in its address, and is no part of a view.
PLACE = ("after", "before", "size")


@dataclass(frozen=True)
class SavedList:
    """A list with filters in its address.

    `known` names the parameters a view may hold, `defaults` the values that say nothing; `describe` puts a query into
    words, a line each.
    """

    key: str
    label: Any
    all_label: Any
    view: str
    known: Callable[[User], Collection[str]]
    describe: Callable[[QueryDict, User], list[str]]
    defaults: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return reverse(self.view)

    def canonical(self, params: QueryDict | str, user: User) -> str:
        """What of an address belongs into a view: known, filled, in one order, so that equal filters are equal text."""
        data = QueryDict(params) if isinstance(params, str) else params
        kept = QueryDict(mutable=True)
        for name in sorted(self.known(user)):
            values = dict.fromkeys(value.strip() for value in data.getlist(name))
            filled = [value for value in values if value and value != self.defaults.get(name)]
            if filled:
                kept.setlist(name, filled)
        return kept.urlencode()

    def address_of(self, view: SavedView) -> str:
        return f"{self.url}?{view.query}{'&' if view.query else ''}view={view.pk}"


_lists: dict[str, SavedList] = {}


def register_list(saved_list: SavedList) -> None:
    _lists[saved_list.key] = saved_list


def list_of(key: str) -> SavedList | None:
    return _lists.get(key)


@dataclass(frozen=True)
class Tab:
    label: Any
    url: str
    is_current: bool
    count: int | None = None


@dataclass(frozen=True)
class Gone:
    """A view that this person uses and that is no longer there, with the reason."""

    view: SavedView
    reason: str


@dataclass(frozen=True)
class ViewBar:
    """What stands above a list: tabs, further views, and what can be done with the filters as they are now."""

    list: SavedList
    tabs: list[Tab]
    others: list[Tab]
    gone: list[Gone]
    query: str
    current: SavedView | None = None
    can_edit: bool = False

    def address(self, params: QueryDict) -> str:
        """The list as it is now, without the empty fields that a form sends along."""
        extra = QueryDict(mutable=True)
        if self.current:
            extra["view"] = str(self.current.pk)
        for name in PLACE:
            if params.get(name):
                extra[name] = params[name]
        parts = [part for part in (self.query, extra.urlencode()) if part]
        return f"{self.list.url}?{'&'.join(parts)}" if parts else self.list.url

    @property
    def is_changed(self) -> bool:
        return self.current is not None and self.query != self.current.query

    @property
    def can_save(self) -> bool:
        return bool(self.query) and (self.current is None or self.is_changed)


def opening_address(request: HttpRequest, saved_list: SavedList) -> str | None:
    """Where `?view=7` leads to, or None when the address says its filters itself."""
    pk = _asked_for(request)
    if not pk or any(name in request.GET for name in saved_list.known(request.user)):
        return None
    view = _visible(request.user, saved_list).filter(pk=pk).first()
    if view is None:
        return saved_list.url
    if view.deleted_at:
        messages.warning(request, gone_because(view))
        return saved_list.url
    return saved_list.address_of(view) if view.query else None


def bar_for(request: HttpRequest, saved_list: SavedList) -> ViewBar:
    """Two queries, however many views there are."""
    user, asked = request.user, _asked_for(request)
    pins = list(
        PinnedView.objects.filter(user=user, view__list_key=saved_list.key).select_related(
            "view__owner", "view__deleted_by"
        )
    )
    visible = {view.pk: view for view in _visible(user, saved_list).select_related("deleted_by")}
    alive = {pk: view for pk, view in visible.items() if view.deleted_at is None}
    pinned = [alive[pin.view_id] for pin in pins if pin.view_id in alive]
    current = alive.get(asked)
    lost = [pin.view for pin in pins if pin.view_id not in alive]
    if asked in visible and current is None and visible[asked] not in lost:
        lost.append(visible[asked])
    rest = [view for pk, view in alive.items() if view not in pinned]
    return ViewBar(
        list=saved_list,
        tabs=[
            Tab(saved_list.all_label, saved_list.url, current is None),
            *(Tab(view.name, saved_list.address_of(view), view.pk == asked) for view in pinned),
        ],
        others=[Tab(view.name, saved_list.address_of(view), view.pk == asked) for view in rest],
        gone=[Gone(view, gone_because(view)) for view in lost],
        query=saved_list.canonical(request.GET, user),
        current=current,
        can_edit=current is not None and can_edit_view(user, current),
    )


def gone_because(view: SavedView) -> str:
    if view.deleted_at is None:
        return _("“%(name)s” is no longer shared with you.") % {"name": view.name}
    if view.deleted_by is None:
        return _("“%(name)s” was deleted.") % {"name": view.name}
    return _("“%(name)s” was deleted by %(person)s.") % {"name": view.name, "person": view.deleted_by}


def remembered_columns(user: User, key: str) -> list[str]:
    """The columns this person chose for a list; none: as it comes."""
    found = ListLayout.objects.filter(user=user, list_key=key).values_list("columns", flat=True).first()
    return list(found or [])


def _visible(user: User, saved_list: SavedList) -> Any:
    return SavedView.objects.visible_to(user).filter(list_key=saved_list.key)


def _asked_for(request: HttpRequest) -> int:
    text = request.GET.get("view", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
