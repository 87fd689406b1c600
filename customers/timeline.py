"""Everything that happened with a customer in one list: who can add to it, and what an item is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.apps import apps

from accounts.models import User
from customers.models import Customer


@dataclass(frozen=True)
class TimelineItem:
    """One line of the timeline. `kind` shapes it: a "note" is shown as what stays inside the house."""

    at: datetime
    kind: str
    title: Any
    body: Any = ""
    url: str = ""
    icon: str = "clock"


class Source(Protocol):
    def __call__(
        self, customer: Customer, *, user: User, before: datetime | None, limit: int
    ) -> list[TimelineItem]: ...


@dataclass(frozen=True)
class TimelineSource:
    """Where items come from, under the name that the filter of the timeline shows."""

    name: str
    label: Any
    read: Callable[..., list[TimelineItem]]


_sources: dict[str, TimelineSource] = {}


def register_timeline(name: str, source: Source, *, label: Any = None) -> None:
    """Add a source: up to `limit` items before a moment, newest first, only what `user` may see.

    `label` names it in the filter; without one it is the name of the app called `name`.
    """
    _sources[name] = TimelineSource(name, label or _app_label(name), source)


def timeline_sources() -> list[TimelineSource]:
    return list(_sources.values())


def _app_label(name: str) -> Any:
    return apps.get_app_config(name).verbose_name if apps.is_installed(name) else name.replace("_", " ").capitalize()
