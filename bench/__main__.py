"""python -m bench [--scale 1 | --registry | --handling] [--only lists pages ...]"""

import argparse
import importlib
import os
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure, table, write_json
from bench.sink import mail_sink
from bench.world import COMPLAINTS, CUSTOMERS, MANAGER, TRANSACTIONS, Size, world

# In this order, because an import doubles the registry that the others measure.
SUBJECTS = (
    "lists", "filters", "searching", "queue", "cases", "dashboards", "promises", "pages", "counting", "standing",
    "ledger", "sending", "duplicates", "exporting", "importing",
)  # fmt: skip
# What a registry of a million customers has to bear.
REGISTRY = ("lists", "filters", "searching", "pages", "standing", "duplicates", "exporting", "importing")
# What complaint handling has to bear after some years.
HANDLING = ("queue", "cases", "dashboards", "promises")
RESULT = Path(__file__).resolve().parents[1] / "var" / "bench.json"


@dataclass(frozen=True)
class Plan:
    size: Size
    subjects: tuple[str, ...]


def main() -> None:
    plan = planned(sys.argv[1:])
    started = time.monotonic()
    found: list[Figure] = []
    with mail_sink() as mail_port, world(plan.size, mail_port):
        for name in plan.subjects:
            print(f"{time.monotonic() - started:6.0f} s  measuring {name}", flush=True)
            for figure in figures_of(name):
                found.append(figure)
                keep(plan, found)
    seconds = time.monotonic() - started
    print(f"\n{plan.size}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {seconds:.0f} s\n")
    print(table(found))


def planned(arguments: list[str]) -> Plan:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1, help="1 is 100,000 customers")
    parser.add_argument(
        "--registry", action="store_true", help="1,000,000 customers with 10,000,000 transactions, half an hour"
    )
    parser.add_argument(
        "--handling", action="store_true", help="1,000,000 complaints of 300,000 customers, half an hour"
    )
    parser.add_argument("--customers", type=int, help="so many instead")
    parser.add_argument("--transactions", type=int, help="so many instead")
    parser.add_argument("--complaints", type=int, help="so many instead")
    parser.add_argument("--only", nargs="+", choices=SUBJECTS)
    options = parser.parse_args(arguments)
    if options.registry:
        usual = Size(1_000_000, 10_000_000, 50_000)
    elif options.handling:
        usual = Size(300_000, 1_000_000, 1_000_000)
    else:
        usual = Size(*(int(number * options.scale) for number in (CUSTOMERS, TRANSACTIONS, COMPLAINTS)))
    given = {name: getattr(options, name) for name in Size._fields if getattr(options, name) is not None}
    chosen = options.only or (REGISTRY if options.registry else HANDLING if options.handling else SUBJECTS)
    return Plan(usual._replace(**given), tuple(name for name in SUBJECTS if name in chosen))


def figures_of(name: str) -> Iterator[Figure]:
    """What breaks is told, and the other subjects are measured all the same."""
    from django.db import connection

    try:
        yield from importlib.import_module(f"bench.{name}").figures(manager())
    except Exception:
        print(f"{name} broke off:\n{traceback.format_exc()}", flush=True)
    finally:
        connection.close()


def manager():
    from accounts.models import User

    return User.objects.get(email=MANAGER)


def keep(plan: Plan, found: list[Figure]) -> None:
    """As soon as there is a figure, so that a run which is stopped leaves what it has measured."""
    write_json(RESULT, found, **plan.size._asdict(), cores=os.cpu_count(), load=os.getloadavg()[0])


if __name__ == "__main__":
    main()
