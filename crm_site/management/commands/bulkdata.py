import time
from argparse import ArgumentTypeError
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from complaints.bulk import make_complaints
from customers.bulk import make_customers, make_transactions
from customers.models import Customer


class Command(BaseCommand):
    help = "Add large generated data: customers, their transactions of four years and their complaints."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customers", type=count, required=True, metavar="N")
        parser.add_argument("--transactions", type=count, default=0, metavar="M")
        parser.add_argument("--complaints", type=count, default=0, metavar="K")
        parser.add_argument(
            "--seed", type=count, default=1, metavar="S", help="each seed can be used once (default: 1)"
        )

    def handle(self, *, customers: int, transactions: int, complaints: int, seed: int, **options: Any) -> None:
        if Customer.objects.filter(external_id=f"bulk-{seed}-1").exists():
            raise CommandError(f"Seed {seed} was used already: take another.")
        if not customers and (transactions or complaints):
            raise CommandError("Transactions and complaints need customers.")
        with transaction.atomic():
            self._make("customers", make_customers, customers, seed)
            self._make("transactions", make_transactions, transactions, seed)
            self._make("complaints", make_complaints, complaints, seed)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("ANALYZE")

    def _make(self, name: str, make: Callable[..., None], number: int, seed: int) -> None:
        if number:
            started = time.monotonic()
            make(count=number, seed=seed, today=timezone.localdate())
            self.stdout.write(f"{number} {name} in {time.monotonic() - started:.1f} s")


def count(text: str) -> int:
    if not text.isdecimal() or int(text) > 1_000_000_000:
        raise ArgumentTypeError(f"{text} is no number between 0 and 1,000,000,000")
    return int(text)
