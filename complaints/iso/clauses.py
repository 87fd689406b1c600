"""The clauses of ISO 10002:2018 in their order, each with its evidence and what is missing."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.iso.evidence import Asked, Clause
from complaints.iso.framework import FRAMEWORK, PLANNING
from complaints.iso.improvement import IMPROVEMENT
from complaints.iso.material import Material
from complaints.iso.operation import OPERATION
from complaints.iso.principles import PRINCIPLES

CHAPTERS: tuple[tuple[Any, tuple[Asked, ...]], ...] = (
    (_("4 Guiding principles"), PRINCIPLES),
    (_("5 Complaints-handling framework"), FRAMEWORK),
    (_("6 Planning, design and development"), PLANNING),
    (_("7 Operation of the complaints-handling process"), OPERATION),
    (_("8 Maintenance and improvement"), IMPROVEMENT),
)


@dataclass(frozen=True)
class Chapter:
    title: Any
    clauses: list[Clause]


def chapters(material: Material) -> list[Chapter]:
    """All that the standard asks of an organisation, beside what this one does."""
    return [Chapter(title, [clause.read(material) for clause in clauses]) for title, clauses in CHAPTERS]
