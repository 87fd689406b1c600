"""Everything that happened with a customer in one list: who can add to it, and what an item is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from accounts.models import User
from customers.models import Customer


@dataclass(frozen=True)
class TimelineItem:
    """One line of the timeline. `kind` shapes it: a "note" is shown as what stays inside the house.

    `edit_url` is the page on which this person may still mend it.
    """

    at: datetime
    kind: str
    title: Any
    body: Any = ""
    url: str = ""
    icon: str = "clock"
    edit_url: str = ""


@dataclass(frozen=True)
class TimelineSource:
    """Where items of one kind come from, under the name that the filter of the timeline shows.

    `rows` are all that happened with a customer and the records folded into it, and that this person may see. `at` is
    their column (or annotation) of the moment, never empty; with the primary key it is their place in the line, so an
    index over customer, moment and key serves. `words` are the columns (or aliases) in which a text is looked for;
    one with choices is searched by its labels.
    """

    name: str
    label: Any
    rows: Callable[[Customer, User], "QuerySet[Any]"]
    at: str
    item: Callable[[Any, User], TimelineItem]
    words: Sequence[str] = ()
    position: int = 100


_sources: dict[str, TimelineSource] = {}


def register_timeline(
    name: str,
    *,
    rows: Callable[[Customer, User], "QuerySet[Any]"],
    at: str,
    item: Callable[[Any, User], TimelineItem],
    words: Sequence[str] = (),
    label: Any = None,
    position: int,
) -> None:
    """Add a source; without a label it bears the name of the app called `name`. A name given again replaces.

    Lower positions come first in the filter; ours are at tens.
    """
    _sources[name] = TimelineSource(name, label or _app_label(name), rows, at, item, words, position)


def timeline_sources() -> list[TimelineSource]:
    """Our own sources and those that the apps above have added, in order."""
    return sorted(_sources.values(), key=lambda source: source.position)


def _app_label(name: str) -> Any:
    return apps.get_app_config(name).verbose_name if apps.is_installed(name) else name.replace("_", " ").capitalize()
