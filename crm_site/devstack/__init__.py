"""The house technology: virtual environment, embedded services, supervisor, catalogues, checks.

It serves development, demo and tests; the application itself never imports it.
"""
