"""Columns of lists, on the screen and in files: what is read of a row, and how it is shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from common import formats

LIMIT = 30

Prepare = Callable[[QuerySet], QuerySet]


def _as_it_is(rows: QuerySet) -> QuerySet:
    return rows


@dataclass(frozen=True)
class Column:
    """One column. `read` gives the stored value of a row, `words` what people call it.

    `code` gives a row's value as the import reads it, where that is not what is stored. `prepare` has the query
    bring what `read` needs, so that a row costs no query of its own. `html` draws the cell where words alone are not
    enough. `sort` is a key of the list's orders; `is_default` shows it to who has not chosen columns.
    """

    name: str
    label: Any
    read: Callable[[Any], Any]
    words: Callable[[Any], Any] = lambda value: value
    code: Callable[[Any], Any] | None = None
    html: Callable[[Any], SafeString | str] | None = None
    prepare: Prepare = _as_it_is
    sort: str = ""
    is_numeric: bool = False
    is_default: bool = False

    def in_file(self, row: Any, *, for_people: bool) -> Any:
        """What stands in a file: words as on the screen, or what the import would read."""
        if for_people or self.code is None:
            value = self.read(row)
            value = self.words(value) if for_people else value
        else:
            value = self.code(row)
        if isinstance(value, list | tuple):
            return ", ".join(str(one) for one in value)
        return shown(value) if isinstance(value, bool) and for_people else value

    def cell(self, row: Any) -> SafeString | str:
        """What the screen shows; an en dash for nothing."""
        if self.html is not None:
            return self.html(row)
        return shown(self.words(self.read(row)))


def shown(value: Any) -> str:
    """A value as tables show it in the active language."""
    match value:
        case None | "" | []:
            return formats.NOTHING
        case bool():
            return gettext("Yes") if value else gettext("No")
        case datetime():
            return formats.moment(value)
        case date():
            return formats.shortdate(value)
        case int():
            return formats.number(value)
        case list() | tuple():
            return ", ".join(str(one) for one in value)
    return str(value)


def own_column(model: type[models.Model], name: str, label: Any, field: str = "", **options: Any) -> Column:
    """A column of the model's own table; choices are shown by their labels."""
    field = field or name
    choices = dict(model._meta.get_field(field).flatchoices)  # type: ignore[union-attr]
    words = (lambda value: choices.get(value, value)) if choices else (lambda value: value)
    return Column(name, label, lambda row: getattr(row, field), words=words, **options)


def related_column(name: str, label: Any, code: str = "", **options: Any) -> Column:
    """Another record, by its name; in files for programs by the field `code`."""

    def read(row: Any) -> str | None:
        other = getattr(row, name)
        return None if other is None else str(other)

    return Column(
        name,
        label,
        read,
        code=(lambda row: getattr(getattr(row, name), code, None)) if code else None,
        prepare=lambda rows: rows.select_related(name),
        **options,
    )


def columns_named(names: Sequence[str], available: Mapping[str, Column], *, default: Sequence[str]) -> list[Column]:
    """The columns of these names that exist, the first of all always first; the default ones when none is left."""
    head = next(iter(available))
    known = [name for name in dict.fromkeys(names) if name in available and name != head][:LIMIT]
    return [available[head], *(available[name] for name in known or default if name != head)]
