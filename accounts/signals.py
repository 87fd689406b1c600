"""What the lowest app tells those above it."""

from django.dispatch import Signal

rows_given = Signal()
"""The API gives a page of rows to the maker of a key. The sender is their model. Arguments: `request`, `rows`."""
