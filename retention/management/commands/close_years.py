"""`manage.py close_years`: what the scheduler runs; closes every ended year that has no result."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.fields import parse_date
from retention.services import close_ended_years


class Command(BaseCommand):
    help = "Close every ended fiscal year that has no result."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=day, metavar="DATE", help="rehearse as if it were this day")
        parser.add_argument("--json", action="store_true", help="print JSON alone")

    def handle(self, *args: Any, **options: Any) -> None:
        today = options["today"] or timezone.localdate()
        closed = [year.name for year in close_ended_years(today=today, at=timezone.now())]
        if options["json"]:
            self.stdout.write(json.dumps({"closed": closed}))
        else:
            self.stdout.write(f"Closed: {', '.join(closed)}." if closed else "No year had to be closed.")


def day(text: str) -> date:
    found = parse_date(text)
    if found is None:
        raise CommandError(f"“{text}” is no date. Write it like 2026-04-01.")
    return found
