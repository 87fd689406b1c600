import random
import time
from importlib import import_module
from typing import Any

import pghistory
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User

# In the order in which they build on each other.
PARTS = ["accounts", "customers", "privacy", "guide", "loyalty", "complaints", "surveys", "retention"]


class Command(BaseCommand):
    help = "Fill an empty database with a believable business: two fiscal years and the running one, in both languages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing, successfully, when there are users")
        parser.add_argument("--seed", type=int, default=4, help="other numbers give other people (default: 4)")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There are users already. Demo data are for an empty database only.")
        started = time.monotonic()
        with transaction.atomic(), pghistory.context(command="demo"):
            for part in PARTS:
                rng = random.Random(f"{options['seed']} {part}")
                import_module(f"{part}.demo").make_demo(rng, timezone.localdate())
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # else the first minutes are planned as if the tables were empty
        self.stdout.write(f"Demo data are ready ({time.monotonic() - started:.0f} s).")
