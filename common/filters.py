"""What the filters of lists have in common: some in sight and the rest folded, words for what narrows, days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.fields import DateField
from common.filter_fields import FilterField
from common.formats import shortdate
from common.forms import PrimaForm

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
# Where one is in a list is no part of what narrows it.
PLACE = ("after", "before")


def day_start(day: date) -> datetime:
    """The first moment of a day by the clocks of the business."""
    return timezone.make_aware(datetime.combine(day, time.min))


class Day(django_filters.Filter):
    """A date, typed in any shape used in Indonesia."""

    field_class = DateField


class FromDay(Day):
    """Moments from the start of a local day on."""

    def filter(self, rows: QuerySet, value: date | None) -> QuerySet:
        return rows.filter(**{f"{self.field_name}__gte": day_start(value)}) if value else rows


class UntilDay(Day):
    """Moments up to the end of a local day."""

    def filter(self, rows: QuerySet, value: date | None) -> QuerySet:
        if not value:
            return rows
        return rows.filter(**{f"{self.field_name}__lt": day_start(value + timedelta(days=1))})


class YesNo(django_filters.ChoiceFilter):
    """A column of yes and no."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, choices=YES_NO, empty_label=_("All"), **kwargs)

    def filter(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(**{self.field_name: value == "yes"}) if value else rows


@dataclass(frozen=True)
class Chip:
    """One thing that narrows a list, in words, and the address of the list without it."""

    name: str
    label: str
    remove_url: str = ""


class MoreFilters(Div):
    """Fields behind a line that opens; open from the start when one of them narrows the list."""

    template = "components/more_filters.html"
    is_open = False


class FoldedFilters(Div):
    """What stands beside the widest field; a phone folds it away, unless some of it narrows the list."""

    template = "components/filter_fold.html"
    is_open = False


class FilterForm(PrimaForm):
    """What narrows a list: up to four fields in sight, the rest in groups under "More filters"."""

    in_sight: tuple[str, ...] = ()
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.mark_optional = False
        widest, *others = self.in_sight
        sections = [
            Fieldset(label, *(FilterField(name) for name in names if name in self.fields))
            for label, names in self.groups
            if any(name in self.fields for name in names)
        ]
        more = MoreFilters(*sections)
        more.is_open = any(self.data.get(name) for _label, names in self.groups for name in names)
        folded = FoldedFilters(*(FilterField(name, css_class="half") for name in others), more)
        folded.is_open = more.is_open or any(self.data.get(name) for name in others)
        helper.layout = Layout(FilterField(widest, css_class="grow"), folded)
        return helper


class ListFilterSet(django_filters.FilterSet):
    """A FilterSet that can say in words what it does. `in_sight` and `groups` lay its form out."""

    in_sight: tuple[str, ...] = ()
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    def get_form_class(self) -> type[forms.Form]:
        built = super().get_form_class()
        return type(built.__name__, (built,), {"in_sight": self.in_sight, "groups": self.all_groups()})

    def all_groups(self) -> tuple[tuple[Any, tuple[str, ...]], ...]:
        """`groups`, and what a subclass adds for one request."""
        return self.groups

    def active(self) -> dict[str, Any]:
        """Cleaned values of the filters in force, by name; none while the form is wrong."""
        if not self.form.is_valid():
            return {}
        cleaned = self.form.cleaned_data
        return {name: cleaned[name] for name in self.filters if name in cleaned and cleaned[name] not in (None, "", [])}

    def chips(self) -> list[Chip]:
        return [
            Chip(name, f"{self.form[name].label}: {self.in_words(name, value)}", self._without(name))
            for name, value in self.active().items()
        ]

    def in_words(self, name: str, value: Any) -> str:
        """A chosen value as the form shows it."""
        field = self.form.fields[name]
        if hasattr(field, "shown"):
            return str(field.shown(value))
        known = {}
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            known = {str(key): label for key, label in _flat(cast(Any, field.choices))}
        values = value if isinstance(value, list | tuple) else [value]
        return ", ".join(_written(known.get(str(one), one)) for one in values)

    def _without(self, name: str) -> str:
        kept = QueryDict(self.data.urlencode() if isinstance(self.data, QueryDict) else "", mutable=True)
        for key in (name, *PLACE):
            kept.pop(key, None)
        return f"?{kept.urlencode()}"


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


def _written(value: Any) -> str:
    return shortdate(value) if isinstance(value, date) else str(value)
