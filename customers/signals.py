"""What the registry tells the apps above it."""

from dataclasses import dataclass

from django.dispatch import Signal

ANNOUNCED_TOGETHER = 5_000


@dataclass(frozen=True)
class Moved:
    """One customer went from one standing (or stage) to another."""

    customer_id: int
    was: str
    becomes: str


transactions_recorded = Signal()
"""Sent after transactions were written (form or import), in the same transaction. Arguments: `at` (moment)."""

standing_changed = Signal()
"""Sent after standings changed, in the same transaction. Arguments: `moves` (up to `ANNOUNCED_TOGETHER`), `at`."""

stage_changed = Signal()
"""Sent after stages of the life cycle changed, as `standing_changed` is."""

surveys_refused = Signal()
"""Sent after a record was saved that wants no surveys or no contact, in the same transaction. Arguments: `customer`;
`merge` too where it took over the refusal of a duplicate."""

customers_merged = Signal()
"""Sent after a record was folded into another, in the same transaction; not for imported merges, of which there may
be many. Arguments: `merge`, `at`."""

merge_undone = Signal()
"""Sent after two records were taken apart again, in the same transaction. Arguments: `merge`, `at`."""

customer_opened = Signal()
"""Sent when a member of staff opens a customer's page. Arguments: `customer`, `request`."""
