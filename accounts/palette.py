"""One search for everything: which records it finds and what it lets one begin, named by the apps themselves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from accounts.enums import Role
from accounts.models import OpenedRecord, User
from accounts.settings_pages import settings_of
from common.marking import words_of


@dataclass(frozen=True)
class Link:
    """Something to begin. `name` says it in full where `label` needs what stands beside it."""

    label: Any
    url: str
    name: Any = ""


@dataclass(frozen=True)
class Found:
    """A record that was found, and what else can be done with it. `key` names it among its kind."""

    key: str
    url: str
    label: Any
    detail: Any = ""
    links: Sequence[Link] = ()


Find = Callable[[User, str, int], list[Found]]
Recall = Callable[[User, Sequence[str]], list[Found]]
Offer = Callable[[User, Sequence[Found]], Mapping[str, Sequence[Link]]]
Begin = Callable[[User, str], list[Link]]


@dataclass(frozen=True)
class RecordKind:
    """Records of one kind. `find` gives what matches a text, `recall` the named ones; both only what `user` may see."""

    name: str
    label: Any
    position: int
    find: Find
    recall: Recall | None = None


@dataclass(frozen=True)
class Action:
    """A page to begin something on, for people of the `lowest` role and above."""

    view: str
    label: Any
    position: int
    lowest: Role = Role.AGENT
    query: str = ""

    @property
    def link(self) -> Link:
        return Link(self.label, reverse(self.view) + self.query)


_kinds: dict[str, RecordKind] = {}
_offers: dict[str, list[Offer]] = {}
_beginnings: list[Begin] = []
_actions: dict[str, Action] = {}
_RANKS = {Role.AGENT: 0, Role.MANAGER: 1, Role.ADMIN: 2}

RECENT = 8


def register_records(name: str, *, label: Any, position: int, find: Find, recall: Recall | None = None) -> None:
    """Let the search find a kind of record. With `recall` they also stand among those that were opened lately."""
    _kinds[name] = RecordKind(name, label, position, find, recall)


def register_offer(kind: str, offer: Offer) -> None:
    """Put links beside records of a kind, by the record's key; asked once for all that were found."""
    _offers.setdefault(kind, []).append(offer)


def register_beginning(begin: Begin) -> None:
    """Offer links for a text by which no customer was found."""
    _beginnings.append(begin)


def register_action(
    view: str, *, label: Any, position: int, lowest: Role = Role.AGENT, query: str = "", name: str = ""
) -> None:
    """List something that can be begun. `name` tells two actions of one page apart."""
    _actions[name or view] = Action(view, label, position, lowest, query)


def find_records(user: User, text: str, *, limit: int) -> list[tuple[RecordKind, list[Found]]]:
    """What matches a text by kind; kinds without a match are left out."""
    kinds = sorted(_kinds.values(), key=lambda kind: kind.position)
    found = ((kind, with_offers(user, kind.name, kind.find(user, text, limit))) for kind in kinds)
    return [(kind, records) for kind, records in found if records]


def with_offers(user: User, kind: str, found: list[Found]) -> list[Found]:
    if not found:
        return []
    offered = [offer(user, found) for offer in _offers.get(kind, ())]
    return [
        replace(record, links=[link for links in offered for link in links.get(record.key, ())]) for record in found
    ]


def recent_records(user: User) -> list[Found]:
    """The records this person opened last, as far as they may still be seen."""
    rows = list(OpenedRecord.objects.filter(user=user).values_list("kind", "key")[: 3 * RECENT])
    shown: dict[tuple[str, str], Found] = {}
    for name in dict(rows):
        kind = _kinds.get(name)
        if kind and kind.recall:
            records = kind.recall(user, [key for row_kind, key in rows if row_kind == name])
            shown |= {(name, record.key): record for record in with_offers(user, name, records)}
    return [shown[row] for row in rows if row in shown][:RECENT]


def can_recall(user: User, kind: str, key: str) -> bool:
    """Whether there is such a record, and this person may see it."""
    known = _kinds.get(kind)
    return bool(known and known.recall and known.recall(user, [key]))


def actions_of(user: User, text: str = "") -> list[Link]:
    """What this person may begin; with a text what it means, pages of settings included."""
    mine = [action for action in _actions.values() if _RANKS[Role(user.role)] >= _RANKS[action.lowest]]
    links = [action.link for action in sorted(mine, key=lambda action: action.position)]
    if not text:
        return links
    links += [Link(page.label, page.url) for _label, pages in settings_of(user) for page in pages]
    return [link for link in links if _means(text, str(link.label))]


def beginnings_for(user: User, text: str) -> list[Link]:
    return [link for begin in _beginnings for link in begin(user, text)]


def _means(text: str, label: str) -> bool:
    """Whether every word of the text begins a word of the label."""
    typed, known = words_of(text), words_of(label)
    return bool(typed) and all(any(word.startswith(beginning) for word in known) for beginning in typed)
