"""Seconds and memory of one way to do a job, in a process of its own."""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import psutil

SAMPLING = 0.02  # seconds between two looks at the memory


def outcome(job: Callable[..., Any], *arguments: Any) -> Any:
    """What `job` returns in a fresh process, begun when the disk has nothing left to write."""
    return _run(job, arguments, watch=False)[0]


def peak_memory(job: Callable[..., Any], *arguments: Any) -> float:
    """Peak PSS of a fresh process that does `job`, and of the processes it starts. [10⁶ bytes]

    PSS counts pages that several processes share once, and mapped files as far as they are
    resident. Where a system has no PSS it is the resident size. Looking costs time, so what is
    timed is not looked at.
    """
    return _run(job, arguments, watch=True)[1] / 1e6


def seconds(job: Callable[..., Any], *arguments: Any) -> float:
    """Wall-clock time of one call."""
    start = time.perf_counter()
    job(*arguments)
    return time.perf_counter() - start


def show(title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print a table; all columns but the first are right-aligned."""
    widths = [max(len(row[place]) for row in [columns, *rows]) for place in range(len(columns))]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])])
        for row in [columns, *rows]
    ]
    sys.stdout.write("\n".join(["", title, "-" * len(title), *lines, ""]))


def _run(job: Callable[..., Any], arguments: tuple[Any, ...], *, watch: bool) -> tuple[Any, int]:
    if hasattr(os, "sync"):
        os.sync()
    spawn = multiprocessing.get_context("spawn")
    receiver, sender = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_sent, args=(sender, job, arguments))
    process.start()
    sender.close()
    peak = 0
    while watch and not receiver.poll(SAMPLING):
        peak = max(peak, _tree_bytes(process.pid))
    try:
        result = receiver.recv()
    except EOFError:
        msg = f"`{job.__name__}` must return, but failed. Its traceback is above."
        raise RuntimeError(msg) from None
    finally:
        process.join()
    return result, peak


def _sent(sender: Any, job: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    sender.send(job(*arguments))


def _tree_bytes(root: int) -> int:
    try:
        process = psutil.Process(root)
        return sum(map(_process_bytes, [process, *process.children(recursive=True)]))
    except psutil.NoSuchProcess:
        return 0


def _process_bytes(process: psutil.Process) -> int:
    try:
        memory = process.memory_full_info()
    except psutil.NoSuchProcess:
        return 0
    return getattr(memory, "pss", memory.rss)
