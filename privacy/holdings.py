"""What we hold about a person, table by table: what goes into their data file, what an erasure takes, what stays.

Each app registers its own tables when it gets ready; privacy itself registers those of the apps below.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps as django_apps
from django.db import models
from django.db.models import Q


@dataclass(frozen=True)
class Person:
    """Somebody by all that identifies them: the record, those folded together with it, and addresses of old."""

    ids: Sequence[int]
    emails: Sequence[str] = ()
    phones: Sequence[str] = ()
    names: Sequence[str] = ()

    @classmethod
    def of_all(cls, people: Sequence["Person"]) -> "Person":
        """All that identifies any of them."""
        names = ("ids", "emails", "phones", "names")
        return cls(**{name: sorted({value for one in people for value in getattr(one, name)}) for name in names})

    @property
    def words(self) -> list[str]:
        """What would betray the person in a text."""
        return [word for word in (*self.names, *self.emails, *self.phones) if len(word) >= 5]


@dataclass(frozen=True)
class Holding:
    """Rows of one table about a person.

    `path` leads from a row to the customer ("complaint__customer"), `other_path` to a second one. `shown` are the
    fields of the data file, of the rows that fit `given`; without any the table is internal. `redacted` becomes
    "[…]", `emptied` becomes nothing, `values` are other replacements, `deleted` rows go. Rows that fit `later` wait
    until they no longer do. Of rows that don't fit `told` no figure speaks; else they are treated like the rest.
    """

    model: type[models.Model]
    path: str = "customer"
    other_path: str = ""
    shown: Sequence[str] = ()
    given: Q = field(default_factory=Q)
    redacted: Sequence[str] = ()
    emptied: Sequence[str] = ()
    values: Callable[[], dict[str, Any]] | None = None
    deleted: bool = False
    is_append_only: bool = False
    later: Q | None = None
    told: Q = field(default_factory=Q)
    stays: Any = ""  # what of it stays, and why

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def rows(self, person: Person) -> models.QuerySet:
        return self.model._base_manager.filter(self.about(person))

    def about(self, person: Person, *, pk: str = "pk") -> Q:
        """Which rows are about a person; in the trail of a table the key of the row has the name `pk`."""
        which = Q(**{f"{pk if self.path == 'pk' else self.path}__in": list(person.ids)})
        return which | Q(**{f"{self.other_path}__in": list(person.ids)}) if self.other_path else which


_holdings: dict[str, Holding] = {}
_abouts: list[Callable[[Person], list[str]]] = []
_blockers: list[Callable[[Person, Any], list[Any]]] = []


def register_holding(holding: Holding) -> None:
    _holdings[f"{holding.label}:{holding.path}"] = holding


def register_letters_about(keys: Callable[[Person], list[str]]) -> None:
    """`keys` gives how the outbox calls the things of a person ("complaint:12")."""
    _abouts.append(keys)


def register_blocker(reasons: Callable[[Person, Any], list[Any]]) -> None:
    """`reasons(person, user)` says what stands in the way of an erasure, of what the user may know."""
    _blockers.append(reasons)


def holdings() -> list[Holding]:
    """The customer first, then what belongs to it, in the order of the apps from the lowest up."""
    apps = [config.label for config in reversed(list(django_apps.get_app_configs()))]
    return sorted(_holdings.values(), key=lambda one: (one.path != "pk", apps.index(one.model._meta.app_label)))


def letters_about(person: Person) -> list[str]:
    return [key for keys in _abouts for key in keys(person)]


def blockers(person: Person, user: Any) -> list[Any]:
    return [reason for reasons in _blockers for reason in reasons(person, user)]
