"""Steps of a build side by side: trainings in one lane, all others in the rest."""

import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import pytask

TRAINING = "task_models.py"


class Lane:
    """A queue of steps and the threads that run them; those marked ``try_first`` come first.

    Parameters
    ----------
    threads
        Steps that run at a time.
    """

    def __init__(self, threads: int) -> None:
        self._waiting: queue.PriorityQueue[tuple[bool, int, Future[Any], Callable[[], Any]]]
        self._waiting = queue.PriorityQueue()
        self._numbers = itertools.count()
        for _ in range(threads):  # daemons, for which a build that a person stops does not wait
            threading.Thread(target=self._work, daemon=True).start()

    def put(self, run: Callable[[], Any], *, first: bool) -> Future[Any]:
        """Let a step wait for its turn."""
        future: Future[Any] = Future()
        self._waiting.put((not first, next(self._numbers), future, run))
        return future

    def _work(self) -> None:
        while True:
            *_, future, run = self._waiting.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(run())
            except BaseException as error:  # noqa: BLE001 - raised where the step is waited for
                future.set_exception(error)


class Lanes(Executor):
    """What pytask hands its steps to.

    Threads, because steps that compute leave Python's lock or start processes of their own, and
    because they share one loaded TensorFlow. Trainings take turns: two graphs of gradients at once
    get into each other's way in one process of TensorFlow, and a GPU has room for one.

    Parameters
    ----------
    steps
        Steps that run at a time. With 1 there is a single lane.
    """

    def __init__(self, steps: int) -> None:
        self._training = Lane(1)
        self._others = Lane(steps - 1) if steps > 1 else self._training

    def submit(self, function: Callable[..., Any], /, *given: Any, **options: Any) -> Future[Any]:
        """Let a step wait for its turn in its lane."""
        task = options["task"]
        lane = self._training if TRAINING in task.name else self._others
        first = pytask.has_mark(task, "try_first")
        return lane.put(lambda: function(*given, **options), first=first)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Go: at the end nothing is left, and a build that is stopped is not waited for."""
