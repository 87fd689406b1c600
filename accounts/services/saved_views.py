from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.enums import SharedWith
from accounts.models import ListLayout, PinnedView, SavedView, User
from accounts.permissions import can_edit_view, can_share_views
from common.errors import AppError, NotAllowed

VIEWS_LIMIT = 100  # of one person on one list
PINS_LIMIT = 12
COLUMNS_LIMIT = 30


@transaction.atomic
def save_view(
    *,
    owner: User,
    list_key: str,
    name: str,
    query: str,
    at: datetime,
    shared_with: SharedWith | str = SharedWith.NOBODY,
    pin: bool = False,
    submission_key: UUID | None = None,
) -> SavedView:
    """Give a canonical `query` of a list a name; `pin` makes it a tab of its owner.

    The same `submission_key` gives the view of the first time. Raises AppError on a name that is taken or too many.
    """
    if earlier := SavedView.already_submitted(submission_key):
        return earlier
    _refuse_sharing(owner, shared_with)
    mine = SavedView.objects.alive().filter(owner=owner, list_key=list_key)
    if mine.count() >= VIEWS_LIMIT:
        raise AppError(_("You have %(limit)s views of this list. Delete some first.") % {"limit": VIEWS_LIMIT})
    view = SavedView(
        owner=owner,
        list_key=list_key,
        name=name,
        query=query,
        shared_with=shared_with,
        created_at=at,
        updated_at=at,
        submission_key=submission_key,
    )
    try:
        with transaction.atomic():
            view.save(force_insert=True)
    except IntegrityError as error:
        if earlier := SavedView.already_submitted(submission_key):
            return earlier
        raise _name_taken() from error
    if pin:
        pin_view(view=view, user=owner)
    return view


@transaction.atomic
def update_view(
    *,
    view: SavedView,
    expected_version: int,
    by: User,
    at: datetime,
    name: str,
    shared_with: SharedWith | str,
    query: str | None = None,
) -> SavedView:
    """Rename, share or (with `query`) redefine a view. May raise StaleRecord, NotAllowed, or AppError on the name."""
    if view.deleted_at or not can_edit_view(by, view):
        raise NotAllowed(_("You may not change this view."))
    if shared_with != view.shared_with:
        _refuse_sharing(by, shared_with)
    view.name, view.shared_with, view.updated_at = name, SharedWith(shared_with), at
    fields = ["name", "shared_with", "updated_at"]
    if query is not None:
        view.query = query
        fields.append("query")
    try:
        with transaction.atomic():
            view.save_version(expected=expected_version, fields=fields)
    except IntegrityError as error:
        raise _name_taken() from error
    return view


@transaction.atomic
def delete_view(*, view: SavedView, by: User, at: datetime) -> None:
    """Take a view away. Whoever pinned it is told so, and by whom."""
    if not can_edit_view(by, view):
        raise NotAllowed(_("You may not change this view."))
    SavedView.objects.alive().filter(pk=view.pk).update(deleted_at=at, deleted_by=by, version=view.version + 1)
    view.pins.filter(user=by).delete()


@transaction.atomic
def restore_view(*, view: SavedView, by: User, at: datetime) -> None:
    """Bring a deleted view back, with everybody's pins. Raises AppError when its name was given away meanwhile."""
    if not can_edit_view(by, view):
        raise NotAllowed(_("You may not change this view."))
    values = {"deleted_at": None, "deleted_by": None, "updated_at": at, "version": view.version + 1}
    try:
        with transaction.atomic():
            SavedView.objects.filter(pk=view.pk, deleted_at__isnull=False).update(**values)
    except IntegrityError as error:
        raise _name_taken() from error


@transaction.atomic
def pin_view(*, view: SavedView, user: User) -> None:
    """Make a view a tab of this person, after the tabs there are. Raises AppError when there are too many."""
    pins = PinnedView.objects.filter(user=user, view__list_key=view.list_key)
    if pins.filter(view=view).exists():
        return
    if pins.count() >= PINS_LIMIT:
        raise AppError(_("You have %(limit)s tabs on this list. Take one away first.") % {"limit": PINS_LIMIT})
    last = pins.aggregate(last=Max("position"))["last"]
    PinnedView.objects.get_or_create(user=user, view=view, defaults={"position": 0 if last is None else last + 1})


def unpin_view(*, view: SavedView, user: User) -> None:
    PinnedView.objects.filter(user=user, view=view).delete()


@transaction.atomic
def move_pin(*, view: SavedView, user: User, step: int) -> None:
    """Move a tab by `step` places; beyond the first or last it stays."""
    pins = list(PinnedView.objects.select_for_update().filter(user=user, view__list_key=view.list_key))
    here = next((place for place, pin in enumerate(pins) if pin.view_id == view.pk), None)
    if here is None or not 0 <= here + step < len(pins):
        return
    pins.insert(here + step, pins.pop(here))
    for position, pin in enumerate(pins):
        pin.position = position
    PinnedView.objects.bulk_update(pins, ["position"])


def choose_columns(*, user: User, list_key: str, columns: Sequence[str]) -> None:
    """Remember in which columns this person wants to see a list; none means: as it comes."""
    mine = ListLayout.objects.filter(user=user, list_key=list_key)
    if not columns:
        mine.delete()
        return
    values = {"columns": list(columns)[:COLUMNS_LIMIT]}
    ListLayout.objects.update_or_create(user=user, list_key=list_key, defaults=values)


def _refuse_sharing(user: User, shared_with: SharedWith | str) -> None:
    if shared_with != SharedWith.NOBODY and not can_share_views(user):
        raise NotAllowed(_("Managers share views. Ask one of them."), field="shared_with")


def _name_taken() -> AppError:
    return AppError(_("There is a view of this name already. Choose another name."), field="name")
