"""Lines of several programs on one terminal, each with its name before it."""

import os
import sys
from collections import defaultdict

COLOURS = {"prima": 1, "web": 32, "worker": 33, "beat": 35}
OTHER_COLOUR = 36
WIDTH = 10


class Console:
    def __init__(self) -> None:
        self.coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._unfinished: defaultdict[str, bytes] = defaultdict(bytes)

    def say(self, text: str, name: str = "prima") -> None:
        try:
            print(f"{self._prefix(name)} {text}", flush=True)
        except BrokenPipeError:
            # Whoever read our output is gone; what runs goes on and is stopped in order.
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115

    def feed(self, name: str, output: bytes) -> None:
        """Print the complete lines of what a program wrote and keep the rest."""
        *lines, self._unfinished[name] = (self._unfinished[name] + output).split(b"\n")
        for line in lines:
            self.say(line.decode(errors="replace"), name)

    def close(self, name: str) -> None:
        rest = self._unfinished.pop(name, b"")
        if rest:
            self.say(rest.decode(errors="replace"), name)

    def _prefix(self, name: str) -> str:
        label = f"{name:<{WIDTH}}|"
        return f"\x1b[{COLOURS.get(name, OTHER_COLOUR)}m{label}\x1b[0m" if self.coloured else label
