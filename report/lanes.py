"""Steps of a build side by side, one of them a training while there is one to do."""

import itertools
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from typing import Any

import pytask

TRAINING = "task_models.py"
LOOK_AGAIN = 0.5  # seconds after which a thread asks whether a training has come
Turn = tuple[bool, int]  # whether a step is not marked ``try_first``, and its place among others


class Lane:
    """A queue of steps and the threads that run them."""

    def __init__(self) -> None:
        self._waiting: queue.PriorityQueue[tuple[Turn, int, Future[Any], Callable[[], Any]]]
        self._waiting = queue.PriorityQueue()
        self._numbers = itertools.count()

    def put(self, run: Callable[[], Any], *, turn: Turn) -> Future[Any]:
        """Let a step wait until it has the smallest turn, and waits longest of those that have."""
        future: Future[Any] = Future()
        self._waiting.put((turn, next(self._numbers), future, run))
        return future

    def serve(self, *, when: threading.Event | None = None) -> None:
        """Run steps in a thread of their own, as long as `when` is set.

        The thread is a daemon, for which a build that a person stops does not wait.
        """
        threading.Thread(target=self._work, args=(when,), daemon=True).start()

    def _work(self, when: threading.Event | None) -> None:
        while True:
            if when is not None:
                when.wait()
            try:
                step = self._waiting.get(timeout=None if when is None else LOOK_AGAIN)
            except queue.Empty:
                continue
            if when is not None and not when.is_set():
                self._waiting.put(step)
                continue
            *_, future, run = step
            if future.set_running_or_notify_cancel():
                _settle(future, run)


def _settle(future: Future[Any], run: Callable[[], Any]) -> None:
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
    networks
        Names of the networks in the order in which they are trained, if they are ready.
    """

    def __init__(self, steps: int, networks: Sequence[str] = ()) -> None:
        self._networks = [f"[{name}]" for name in networks]
        self._training = Lane()
        self._training.serve()
        self._others = Lane() if steps > 1 else self._training
        self._lock = threading.Lock()
        self._to_train = 0
        self._none_to_train = threading.Event()
        self._none_to_train.set()
        if steps > 1:
            self._others.serve(when=self._none_to_train)
        for _ in range(steps - 1):
            self._others.serve()

    def submit(self, function: Callable[..., Any], /, *given: Any, **options: Any) -> Future[Any]:
        """Let a step wait for its turn in its lane."""
        task = options["task"]
        last = not pytask.has_mark(task, "try_first")
        if TRAINING not in task.name:
            return self._others.put(lambda: function(*given, **options), turn=(last, 0))
        self._count(1)
        places = [task.name.endswith(name) for name in self._networks] + [True]
        turn = last, places.index(True)
        training = self._training.put(lambda: function(*given, **options), turn=turn)
        training.add_done_callback(lambda _: self._count(-1))
        return training

    def _count(self, more: int) -> None:
        """Let other steps have the place of trainings while there are none."""
        with self._lock:
            self._to_train += more
            if self._to_train:
                self._none_to_train.clear()
            else:
                self._none_to_train.set()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Go: at the end nothing is left, and a build that is stopped is not waited for."""
