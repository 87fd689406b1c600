"""Pages of complaint handling, by subject."""
