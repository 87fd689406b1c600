"""The clauses of ISO 10002:2018 in their order, each with its evidence and what is missing."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from complaints.iso.evidence import Clause
from complaints.iso.material import Material
from complaints.iso.principles import framework, principles
from complaints.iso.process import improvement, operation


@dataclass(frozen=True)
class Chapter:
    title: Any
    clauses: list[Clause]


def chapters(material: Material) -> list[Chapter]:
    """All that the standard asks of an organisation, beside what this one does."""
    planned = framework(material)
    return [
        Chapter(_("4 Guiding principles"), principles(material)),
        Chapter(_("5 Complaints-handling framework"), [clause for clause in planned if clause.number < "6"]),
        Chapter(_("6 Planning, design and development"), [clause for clause in planned if clause.number >= "6"]),
        Chapter(_("7 Operation of the complaints-handling process"), operation(material)),
        Chapter(_("8 Maintenance and improvement"), improvement(material)),
    ]
