"""Doing one thing to many rows of a list: which lists and which actions there are.

A list joins with `register_bulk_list`; its actions, and those that apps above add to it, with `register_action`. What
is marked on the list becomes a `Selection`; the page /bulk/<list>/ shows the action's small form and a preview of how
many rows it changes and which are left out and why; a job of the kind "bulk" then does it in chunks (jobs.bulk_job).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Role
from accounts.models import User
from accounts.settings_pages import reaches
from common.forms import PrimaForm
from jobs.models import Job

# A page of marked rows is anybody's work; whole lists are for managers.
MARKED_AT_MOST = 100


@dataclass(frozen=True)
class Selection:
    """What is marked on a list: these rows, or (without any) all that its filters find."""

    query: str = ""
    ids: tuple[int, ...] = ()
    is_all: bool = False

    @classmethod
    def read(cls, data: QueryDict) -> "Selection":
        """From the form around the list: `id` of marked rows, or `all` with the filters in `query`."""
        texts = dict.fromkeys(data.getlist("id")[: 2 * MARKED_AT_MOST])
        ids = tuple(int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19)
        is_all = data.get("all") == "1"
        return cls(data.get("query", "")[:4000], () if is_all else ids[:MARKED_AT_MOST], is_all)

    def __bool__(self) -> bool:
        return self.is_all or bool(self.ids)

    def as_json(self) -> dict[str, Any]:
        return {"query": self.query, "ids": list(self.ids), "is_all": self.is_all}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Selection":
        return cls(stored["query"], tuple(stored["ids"]), stored["is_all"])


@dataclass(frozen=True)
class Preview:
    """What an action would do: rows changed, rows left out by reason, and something to think of first."""

    changes: int
    excluded: Sequence[tuple[Any, int]] = ()
    warning: str = ""


@dataclass
class Run:
    """One chunk being done. `memory` is the action's own, kept (as JSON) from chunk to chunk."""

    job: Job
    user: User
    at: datetime
    selection: Selection
    rows: QuerySet
    memory: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What the page of the job says when all chunks are done; without a message: how many rows were changed."""

    message: str = ""
    url: str = ""
    file: str = ""
    file_name: str = ""


class BulkForm(PrimaForm):
    """What an action asks for. `user` is whoever asks."""

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        self.user = user
        super().__init__(*args, **kwargs)


class BulkAction:
    """One thing that can be done to many rows. Subclasses say how.

    `apply` gets up to `chunk` ids in a transaction, must be repeatable, and checks each row again: much may have
    changed since the preview. It gives the number of rows changed. What it hands to `jobs.services.keep_change` comes
    back to `undo`, should somebody want it.
    """

    name: str
    label: Any
    icon = "pencil-square"
    outcome: Any = gettext_lazy("Will change")
    lowest = Role.AGENT
    form_class: type[BulkForm] = BulkForm
    chunk = 2_000
    undoable = False

    def is_allowed(self, user: User) -> bool:
        return user.is_active and reaches(user, self.lowest)

    def title(self, values: Mapping[str, Any], how_many: str) -> str:
        """The name of the job, such as "Add the tag “vip”: 1,204 customers"."""
        return f"{self.label}: {how_many}"

    def preview(self, rows: QuerySet, values: Mapping[str, Any], *, user: User, at: datetime) -> Preview:
        return Preview(rows.order_by().count())

    def begin(self, values: Mapping[str, Any], run: Run) -> None:
        """Before the first chunk."""

    def apply(self, ids: list[int], values: Mapping[str, Any], run: Run) -> int:
        raise NotImplementedError

    def finish(self, values: Mapping[str, Any], run: Run) -> Result:
        """After the last chunk."""
        return Result()

    def stopped(self, job: Job) -> None:
        """When the job was stopped or failed half-way."""

    def undo(self, what: Mapping[str, Any], ids: list[int], run: Run) -> int:
        """Take back what `keep_change` noted of these rows, save those changed again since; gives how many."""
        raise NotImplementedError


@dataclass(frozen=True)
class BulkList:
    """A list whose rows can be worked on together; `key` is that of accounts.saved_views.

    `rows` gives what a canonical query finds and this person may see, or raises AppError; `counted` says "3 customers".
    Work on rows of which `is_private` is shown to nobody but whoever asked for it.
    """

    key: str
    rows: Callable[[str, User], QuerySet]
    counted: Callable[[int], str]
    is_private: Callable[[QuerySet], bool] = lambda rows: False


_lists: dict[str, BulkList] = {}
_actions: dict[str, dict[str, BulkAction]] = {}


def register_bulk_list(bulk_list: BulkList) -> None:
    _lists[bulk_list.key] = bulk_list


def register_action(key: str, action: BulkAction) -> None:
    """Offer an action on a list. The order of registration is the order of the menu."""
    _actions.setdefault(key, {})[action.name] = action


def bulk_list_of(key: str) -> BulkList | None:
    return _lists.get(key)


def actions_for(key: str, user: User) -> list[BulkAction]:
    """What this person may do to many rows of a list."""
    return [action for action in _actions.get(key, {}).values() if action.is_allowed(user)]


def known_action(key: str, name: str) -> BulkAction | None:
    return _actions.get(key, {}).get(name)


def action_of(key: str, name: str, user: User) -> BulkAction | None:
    """The action of this name, if this person may do it."""
    action = known_action(key, name)
    return action if action is not None and action.is_allowed(user) else None


def selected(bulk_list: BulkList, selection: Selection, user: User) -> QuerySet:
    """The rows of a selection that this person may see."""
    if selection.is_all:
        return bulk_list.rows(selection.query, user)
    return bulk_list.rows("", user).filter(pk__in=selection.ids)


def too_many(user: User, count: int) -> str:
    """Why this person may not do this to so many rows; "" if he may."""
    if user.is_manager or count <= MARKED_AT_MOST:
        return ""
    return _("More than %(limit)s at once are for a manager to decide.") % {"limit": MARKED_AT_MOST}
