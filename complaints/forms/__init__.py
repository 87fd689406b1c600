"""Forms of complaint handling; each page imports its own."""
