"""Pages of the registry: parse, one query or service, render."""
