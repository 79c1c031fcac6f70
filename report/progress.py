"""What a person sees while a build runs: which step, how far, how long it may take."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Self, TextIO

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
    """Shows steps: a live bar on a terminal, else a line per minute.

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
        self._next_line = 0.0
        self._live: Progress | None = None
        self._bar = TaskID(0)

    def say(self, text: str) -> None:
        """Print a line that stays."""
        self.console.print(text, markup=False)
        self.console.file.flush()

    @contextmanager
    def step(self, name: str, unit: str) -> Iterator[Step]:
        """A step of the build, timed and shown while the block runs."""
        step = Step(name, unit, self.usual.get(name), self._show)
        self._next_line = time.monotonic() + MINUTE
        with self._bars(step):
            yield step
        self.seconds[name] = step.seconds
        counted = f"{step.total:,.0f} {unit}, " if step.total else ""
        self.say(f"  done  {name}: {counted}{spoken(step.seconds)}")

    @contextmanager
    def _bars(self, step: Step) -> Iterator[Self]:
        if not self.console.is_terminal:
            yield self
            return
        columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn()
        with Progress(*columns, console=self.console, transient=True) as self._live:
            self._bar = self._live.add_task(step.line(), total=None)
            yield self
        self._live = None

    def _show(self, step: Step) -> None:
        if self._live is not None:
            self._live.update(
                self._bar, description=step.line(), completed=step.done, total=step.total
            )
        elif time.monotonic() >= self._next_line:
            self._next_line += MINUTE
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
