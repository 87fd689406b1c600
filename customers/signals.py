"""What the registry tells the apps above it."""

from django.dispatch import Signal

transactions_recorded = Signal()
"""Sent after transactions were written (form or import), in the same transaction. Arguments: `at` (moment)."""

standing_changed = Signal()
"""Sent after a customer's standing changed. Arguments: `customer`, `standing`."""

surveys_refused = Signal()
"""Sent after a record was saved that wants no surveys or no contact, in the same transaction. Arguments: `customer`."""

customers_merged = Signal()
"""Sent after a record was folded into another, in the same transaction; not for imported merges, of which there may
be many. Arguments: `merge`, `at`."""

merge_undone = Signal()
"""Sent after two records were taken apart again, in the same transaction. Arguments: `merge`, `at`."""

customer_opened = Signal()
"""Sent when a member of staff opens a customer's page. Arguments: `customer`, `request`."""
