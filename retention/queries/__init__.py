"""Reads of retention. `retention_of` is the reference: one pass over the transactions, exact for any cutoff."""
