"""Work on all cores, in order."""

import multiprocessing
import multiprocessing.connection
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import TypeVar

from threadpoolctl import threadpool_limits

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

Item = TypeVar("Item")
Product = TypeVar("Product")


def in_order(
    work: Callable[[Item], Product], items: Iterable[Item], *, workers: int, processes: bool
) -> Iterator[Product]:
    """Products of `work`, in the order of the items, made a few items ahead.

    Parameters
    ----------
    work
        Called with one item; with `processes`, both are pickled.
    items
        What to work on.
    workers
        How many work at a time.
    processes
        True for work in Python, which threads would take turns at; False for work in libraries
        that let other threads run.
    """
    waiting: deque[Future[Product]] = deque()
    with _pool(workers, processes) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _pool(workers: int, processes: bool) -> Executor:
    if not processes:
        return ThreadPoolExecutor(workers)
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=spawn, initializer=_begin_work)


def _begin_work() -> None:
    """Work in one thread, and end when the parent is killed, which a pool does not see to.

    The pool has a process per core already. Libraries that are loaded take the limit from the call,
    those that are loaded later from the environment.
    """
    os.environ |= dict.fromkeys(THREAD_VARIABLES, "1")
    threadpool_limits(1)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
