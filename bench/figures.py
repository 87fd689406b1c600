"""A measured figure beside its floor, and the table of all of them."""

import json
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`value` and `floor` in `unit`; ratios above 1 say how much more than the floor it is."""

    subject: str
    value: float
    unit: str
    floor: float
    floor_is: str
    aim: str = ""

    @property
    def ratio(self) -> float:
        return self.value / self.floor if self.floor else float("inf")


def measure(work: Callable[[], Any], *, times: int = 30, clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Milliseconds of each of `times` calls; a first call, which fills caches, is left out."""
    work()
    return [_timed(work, clock) for _ in range(times)]


def _timed(work: Callable[[], Any], clock: Callable[[], float]) -> float:
    started = clock()
    work()
    return (clock() - started) * 1000


def once(work: Callable[[], Any]) -> float:
    """Milliseconds of what can be done only once, so without a warm-up."""
    return _timed(work, time.perf_counter)


def median(work: Callable[[], Any], **options: Any) -> float:
    return statistics.median(measure(work, **options))


def p95(samples: Sequence[float]) -> float:
    return sorted(samples)[int(len(samples) * 0.95)]


def table(figures: Iterable[Figure]) -> str:
    head = ("figure", "measured", "floor", "ratio", "aim", "the floor is")
    rows = [
        (f.subject, f"{f.value:,.2f} {f.unit}", f"{f.floor:,.2f}", f"{f.ratio:.2f}", f.aim or "-", f.floor_is)
        for f in figures
    ]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = (
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (head, ["-" * width for width in widths], *rows)
    )
    return "\n".join(lines)


def write_json(path: Path, figures: Iterable[Figure], **facts: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    found = [{**asdict(figure), "ratio": round(figure.ratio, 3)} for figure in figures]
    path.write_text(json.dumps({**facts, "figures": found}, indent=2) + "\n")
