"""python -m bench [--scale 1] [--only lists pages ...]"""

import argparse
import importlib
import os
import sys
import time
from pathlib import Path

from bench.figures import Figure, table, write_json
from bench.sink import mail_sink
from bench.world import world

SUBJECTS = ("lists", "searching", "pages", "counting", "ledger", "sending", "importing", "duplicates")
RESULT = Path(__file__).resolve().parents[1] / "var" / "bench.json"


def main() -> None:
    options = parse(sys.argv[1:])
    started = time.monotonic()
    with mail_sink() as mail_port, world(options.scale, mail_port):
        found = [figure for name in SUBJECTS if name in options.only for figure in figures_of(name)]
    load = os.getloadavg()[0]
    print(f"\nScale {options.scale:g}, {os.cpu_count()} cores, load {load:.1f}, {time.monotonic() - started:.0f} s\n")
    print(table(found))
    write_json(RESULT, found, scale=options.scale, cores=os.cpu_count(), load=load)


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1, help="1 is 100,000 customers")
    parser.add_argument("--only", nargs="+", choices=SUBJECTS, default=SUBJECTS)
    return parser.parse_args(arguments)


def figures_of(name: str) -> list[Figure]:
    from accounts.enums import Role
    from accounts.models import User

    manager = User.objects.filter(email="bench@example.com").first() or User.objects.create_user(
        "bench@example.com", full_name="Bench", role=Role.MANAGER
    )
    print(f"Measuring {name}", flush=True)
    return list(importlib.import_module(f"bench.{name}").figures(manager))


if __name__ == "__main__":
    main()
