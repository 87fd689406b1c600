"""Pages of background work: how far it is, and asking for one thing done to many rows of a list."""
