"""What a person sees while a build runs: which step, how far, how long it may take."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn

MINUTE = 60.0


def spoken(seconds: float) -> str:
    """A duration as a person says it.

    Examples
    --------
    >>> spoken(3.21), spoken(75), spoken(3700)
    ('3.2 s', '1 min 15 s', '1 h 2 min')
    """
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


@dataclass
class Step:
    """One step of the build while it runs: called with how much is done, of how much.

    Parameters
    ----------
    name
        Such as ``models/ae``.
    unit
        What is counted.
    usual
        Seconds that it took the last time; None where that is not known.
    """

    name: str
    unit: str
    usual: float | None
    show: Callable[["Step"], None]
    started: float = field(default_factory=lambda: time.monotonic())  # noqa: PLW0108 - looked up when called
    done: float = 0.0
    total: float = 0.0
    first: tuple[float, float] | None = None
    said: float = field(default_factory=lambda: time.monotonic())  # noqa: PLW0108

    def __call__(self, done: float, total: float) -> None:
        """Note that `done` of `total` is done, and show it."""
        if self.first is None:
            self.first = done, time.monotonic()
        self.done, self.total = done, total
        self.show(self)

    @property
    def seconds(self) -> float:
        """Seconds since the step began."""
        return time.monotonic() - self.started

    @property
    def left(self) -> float | None:
        """Seconds that it may still take: from its own pace, else from the last build."""
        done, since = self.first or (0.0, self.started)
        if self.done - done > 0.05 * (self.total - done):
            pace = (time.monotonic() - since) / (self.done - done)
            return pace * (self.total - self.done)
        return None if self.usual is None else max(self.usual - self.seconds, 0.0)

    def line(self) -> str:
        """The step in one line."""
        done = f"{self.done:,.3g}" if self.done < 100 else f"{self.done:,.0f}"
        parts = [f"{done} of {self.total:,.0f} {self.unit}"] if self.total else []
        parts += [] if self.left is None else [f"about {spoken(self.left)} left"]
        return f"{self.name}: {', '.join(parts) or 'running'}"


class Board:
    """Shows the steps that run: a live bar for each on a terminal, else a line per minute.

    Steps may run in threads of their own.

    Parameters
    ----------
    usual
        Seconds of each step in the last build, by name.
    stream
        Where to write.
    """

    def __init__(self, usual: dict[str, float] | None = None, stream: TextIO | None = None) -> None:
        self.usual = usual or {}
        self.console = Console(file=stream or sys.stdout, highlight=False, soft_wrap=True)
        self.seconds: dict[str, float] = {}
        self._lock = threading.RLock()
        self._live: Progress | None = None
        self._bars: dict[str, TaskID] = {}

    def say(self, text: str) -> None:
        """Print a line that stays."""
        with self._lock:
            self.console.print(text, markup=False)
            self.console.file.flush()

    @contextmanager
    def step(self, name: str, unit: str) -> Iterator[Step]:
        """A step of the build, timed and shown while the block runs."""
        step = Step(name, unit, self.usual.get(name), self._show)
        self._add_bar(step)
        try:
            yield step
        finally:
            self._remove_bar(step)
        self.seconds[name] = step.seconds
        counted = f"{step.total:,.0f} {unit}, " if step.total else ""
        self.say(f"  done  {name}: {counted}{spoken(step.seconds)}")

    def _add_bar(self, step: Step) -> None:
        if not self.console.is_terminal:
            return
        with self._lock:
            if self._live is None:
                columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn()
                self._live = Progress(*columns, console=self.console, transient=True)
                self._live.start()
            self._bars[step.name] = self._live.add_task(step.line(), total=None)

    def _remove_bar(self, step: Step) -> None:
        with self._lock:
            if self._live is None:
                return
            self._live.remove_task(self._bars.pop(step.name))
            if not self._bars:
                self._live.stop()
                self._live = None

    def _show(self, step: Step) -> None:
        with self._lock:
            if self._live is not None:
                bar = self._bars[step.name]
                line, done, total = step.line(), step.done, step.total
                self._live.update(bar, description=line, completed=done, total=total)
            elif time.monotonic() >= step.said + MINUTE:
                step.said += MINUTE
                self.say(f"  ...   {step.line()}")


_boards: list[Board] = []


def use_board(board: Board) -> None:
    """Show all later steps of this process on `board`."""
    _boards[:] = [board]


def board() -> Board:
    """The process's board; a plain one where none was set."""
    if not _boards:
        use_board(Board())
    return _boards[0]


def say(text: str) -> None:
    """Print a line that stays, on the process's board."""
    board().say(text)


def step(name: str, unit: str = "") -> AbstractContextManager[Step]:
    """A step on the process's board; see `Board.step`."""
    return board().step(name, unit)
