"""What complaint handling tells the apps above it. All are sent inside the transaction that made the change."""

from django.dispatch import Signal

complaint_logged = Signal()
"""A complaint was received. Arguments: `complaint`."""

complaint_closed = Signal()
"""A complaint was closed, by the customer's acceptance, by staff or by time. Arguments: `complaint`, `at`."""

complaint_reopened = Signal()
"""A resolved or closed complaint was opened again. Arguments: `complaint`, `at`."""

complaint_merged = Signal()
"""Another complaint went into this one, with all that hung on it. Arguments: `complaint`, `merge`."""

complaint_merge_undone = Signal()
"""Two complaints were taken apart again. Arguments: `merge`, `at`."""

complaint_restricted = Signal()
"""A complaint became confidential, or open to all staff again. Arguments: `complaint`."""
