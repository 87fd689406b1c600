"""Signals of lower apps and what this app does on them."""
