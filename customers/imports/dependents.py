"""What else points at a row that an import made, and whether taking it back may take that along.

Everything does not, unless it says so here: a complaint about an imported customer keeps the customer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignObjectRel, Model


@dataclass(frozen=True)
class Dependent:
    """A table with a column that points at the rows in question."""

    model: type[Model]
    column: str
    goes_along: bool
    unless: str  # SQL about a row r that stays nevertheless, and keeps what it points at

    @property
    def table(self) -> str:
        return self.model._meta.db_table


_parts: dict[str, str] = {}


def goes_with_record(label: str, *, unless: str = "FALSE") -> None:
    """Rows of this model ("retention.AtRisk") are worked out from the record they point at, so they go with it.

    `unless` is SQL about such a row (r) that somebody decided: it keeps the record.
    """
    _parts[label.lower()] = unless


# What this app works out itself, or what belongs to a record.
goes_with_record("customers.Phone")
goes_with_record("customers.StandingChange", unless="r.source = 'override'")
goes_with_record("customers.CustomerMerge", unless="r.undone_at IS NULL")
goes_with_record("customers.DuplicatePair")
goes_with_record("customers.CustomerActivity")
goes_with_record("customers.LifeCycleChange", unless="r.source = 'override'")


def dependents_of(model: type[Model]) -> Iterator[Dependent]:
    """Every table whose foreign key the database would hold against deleting a row of `model`."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:
            field: Any = relation.field
            if getattr(field, "db_constraint", False):
                owner = relation.related_model
                label = owner._meta.label_lower
                yield Dependent(owner, field.column, label in _parts, _parts.get(label, "TRUE"))
