#!/usr/bin/env python
"""Django's command line; without DATABASE_URL it uses the embedded services of PRIMA_DATA."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here. Use .venv/bin/python manage.py, or: make manage ARGS='...'")
    from crm_site.devstack.command import surroundings

    with surroundings(sys.argv[1:]):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
