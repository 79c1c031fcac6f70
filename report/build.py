"""One build of one edition: what runs, what it leaves, and what went wrong."""

import logging
import math
import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytask
from filelock import FileLock, Timeout
from pytask_parallel import ParallelBackend, WorkerType, registry

from report import progress
from report.chapters import ChapterError
from report.lanes import Lanes
from report.problems import BookError
from report.record import read_record, write_record
from report.settings import EDITION_VARIABLE, ENGINE_VARIABLE, ROOT, Settings

LOG = "build.log"
TASKS = ROOT / "report" / "tasks"
CONFIGURATION = "[tool.pytask.ini_options]\n"
WAIT_FOR_OTHER_BUILD = 5.0
MOST_WAITING = 1_000
THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)
INLINE = "module://matplotlib_inline.backend_inline"  # figures go into the notebooks
EXPECTED = (ValueError, FileNotFoundError, PermissionError, FloatingPointError, ChapterError)
UNCHANGED = (pytask.TaskOutcome.SKIP_UNCHANGED, pytask.TaskOutcome.PERSISTENCE)


class BuildError(RuntimeError):
    """A build that cannot begin; the message says why."""


@dataclass(frozen=True)
class Options:
    """How an edition is built.

    Parameters
    ----------
    engine
        ``"auto"``, ``"quarto"`` or ``"pandoc"``.
    only
        Stem of the one chapter to execute, with what it needs; None for everything.
    dry_run, explain
        Say what would run, and why, and run nothing.
    """

    engine: str = "auto"
    only: str | None = None
    dry_run: bool = False
    explain: bool = False


def build(settings: Settings, edition: Path, options: Options) -> bool:
    """Bring an edition up to date, and say what ran and what to open.

    Parameters
    ----------
    settings
        What decides the edition.
    edition
        Its folder.
    options
        How it is built.

    Returns
    -------
    bool
        Whether every step went well.

    Raises
    ------
    BuildError
        If another build of the edition is running, its folder cannot be written, or the disk is
        too small.
    KeyboardInterrupt
        If a person stopped it.
    """
    with only_build_of(edition):
        check_disk(settings, edition)
        prepare_process(settings, edition, options)
        began = time.monotonic()
        session = run_tasks(settings, edition, options)
        seconds = time.monotonic() - began
        if options.dry_run or options.explain:
            say_plan(session)
        else:
            outcomes = {_name(report): report.outcome.name for report in session.execution_reports}
            took = progress.board().seconds
            write_record(edition, outcomes=outcomes, seconds=took, total=seconds)
            if _was_interrupted(session):
                raise KeyboardInterrupt
            say_outcome(edition, session, options, seconds)
    return session.exit_code == pytask.ExitCode.OK


def _was_interrupted(session: pytask.Session) -> bool:
    return session.scheduler is not None and session.scheduler.is_active()


@contextmanager
def only_build_of(edition: Path) -> Iterator[None]:
    """Hold the edition's lock, which the system frees however this process ends."""
    try:
        edition.mkdir(parents=True, exist_ok=True)
        (edition / ".lock").touch()
    except OSError as error:
        reason = error.strerror or error
        msg = f"`--build` must be a folder to write in, got {edition.parent}: {reason}. Name one."
        raise BuildError(msg) from error
    try:
        with FileLock(edition / ".lock", timeout=WAIT_FOR_OTHER_BUILD):
            yield
    except Timeout as error:
        msg = f"Another build of {_shown(edition)} is running. Wait for its end, or stop it."
        raise BuildError(msg) from error


def bytes_needed(settings: Settings) -> int:
    """Bytes that an edition of these settings takes, rounded up generously."""
    images = settings.images.count * 96 * 96 * 3
    weights = latents = 0
    for network in (trained.config for trained in settings.trained.values()):
        flat = math.prod(network.innermost_shape)
        weights += 4 * (3 * flat * network.z_dim + 2_000_000)
        latents += 4 * settings.images.count * network.z_dim * (1 if network.kind == "ae" else 3)
    return int(1.1 * (images + 4 * weights + latents)) + 200_000_000


def check_disk(settings: Settings, edition: Path) -> None:
    """Refuse to begin what cannot be finished.

    Raises
    ------
    BuildError
        If the disk has less room than the edition still needs.
    """
    present = sum(file.stat().st_size for file in edition.rglob("*") if file.is_file())
    needed = max(bytes_needed(settings) - present, 0)
    free = psutil.disk_usage(str(edition)).free
    if needed > free:
        msg = (
            f"The disk must have {needed / 1e9:.1f} GB free for the profile {settings.profile}, "
            f"got {free / 1e9:.1f} GB at {_shown(edition)}. Free some, or use `--profile smoke`."
        )
        raise BuildError(msg)


def prepare_process(settings: Settings, edition: Path, options: Options) -> None:
    """Set what tasks, numerical libraries and kernels read from the environment."""
    os.environ[EDITION_VARIABLE] = str(edition)
    os.environ[ENGINE_VARIABLE] = options.engine
    if settings.threads:
        os.environ.update(dict.fromkeys(THREAD_VARIABLES, str(settings.threads)))
    os.environ.update(TF_DETERMINISTIC_OPS="1", PYTHONHASHSEED="0", MPLBACKEND=INLINE)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    for package in ("data", "model", "analysis", "report"):
        logging.getLogger(package).handlers = [BoardHandler(logging.WARNING)]


def run_tasks(settings: Settings, edition: Path, options: Options) -> pytask.Session:
    """Let pytask run what is not up to date; its state lies in the edition's folder."""
    settings.write(edition)
    configuration = edition / "pyproject.toml"
    if not configuration.exists():
        configuration.write_text(CONFIGURATION, encoding="utf-8")
    progress.use_board(progress.Board(read_record(edition).get("seconds", {})))
    pytask.console.quiet = True
    planning = options.dry_run or options.explain
    with stderr_to(edition / LOG):
        return pytask.build(
            config=configuration,
            paths=[TASKS],
            capture=pytask.CaptureMethod.NO,
            expression=options.only or "",
            dry_run=options.dry_run,
            explain=options.explain,
            verbose=0,
            **({} if planning else side_by_side(settings)),
        )


def side_by_side(settings: Settings) -> dict[str, Any]:
    """Options of pytask with which several steps run at a time; see `report.lanes`."""

    def lanes(n_workers: int) -> Lanes:
        del n_workers  # the most that may wait
        return Lanes(settings.steps, list(settings.trained))

    registry.register_parallel_backend(
        ParallelBackend.CUSTOM, lanes, worker_type=WorkerType.THREADS
    )
    return {"n_workers": MOST_WAITING, "parallel_backend": ParallelBackend.CUSTOM.value}


@contextmanager
def stderr_to(file: Path) -> Iterator[None]:
    """Send what libraries write to standard error, in C++ too, to a file."""
    sys.stderr.flush()
    terminal = os.dup(2)
    with file.open("wb") as log:
        os.dup2(log.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(terminal, 2)
        os.close(terminal)


class BoardHandler(logging.Handler):
    """Shows warnings of this project among the steps."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one warning."""
        progress.say(f"  NOTE  {record.getMessage()}")


def say_plan(session: pytask.Session) -> None:
    """Say what would run and why."""
    say = progress.say
    for report in session.execution_reports:
        if report.outcome == pytask.TaskOutcome.WOULD_BE_EXECUTED:
            say(f"  would run  {_name(report)}")
            explanation = report.task.attributes.get("explanation")
            for reason in explanation.reasons if explanation else ():
                say(f"             because {_reason(reason)}")
    say_collection_failures(session)
    outcomes = [report.outcome for report in session.execution_reports]
    would_run = outcomes.count(pytask.TaskOutcome.WOULD_BE_EXECUTED)
    unchanged = sum(outcome in UNCHANGED for outcome in outcomes)
    say(f"{would_run} steps would run, {unchanged} are unchanged.")


def _reason(reason: Any) -> str:
    words = {
        "changed": "changed",
        "missing": "is missing",
        "not_in_db": "is new",
        "cascade": "would run",
        "first_run": "has never run",
        "forced": "was forced",
    }
    name = reason.node_name
    if "::task_" in name and reason.node_type == "source":
        name = f"report/tasks/{name.split('::')[0].rsplit('/', 1)[-1]}"
    elif "::task_" in name:
        name = step_name(name)
    return f"{name} {words[reason.reason]}"


def say_outcome(edition: Path, session: pytask.Session, options: Options, seconds: float) -> None:
    """Say what ran, what failed, and which files to open."""
    say = progress.say
    reports = session.execution_reports
    failed = [report for report in reports if report.outcome == pytask.TaskOutcome.FAIL]
    for report in failed:
        say(f"\n  FAILED  {_name(report)}\n{_message(report.exc_info)}")
    say_collection_failures(session)
    ran = sum(report.outcome == pytask.TaskOutcome.SUCCESS for report in reports)
    unchanged = sum(report.outcome in UNCHANGED for report in reports)
    counts = f"{ran} steps ran, {unchanged} unchanged, {len(failed)} failed"
    say(f"\n{counts}, {progress.spoken(seconds)}.")
    if session.exit_code != pytask.ExitCode.OK:
        say("Not finished: what is done is kept, and the next run goes on from there.")
        say(f"What libraries said: {_shown(edition / LOG)}")
    elif options.only:
        say(f"Open  {_shown(edition / 'chapters' / options.only)}.ipynb")
    else:
        say(f"Open  {_shown(edition / 'site' / 'index.html')}")
        say(f"      {_shown(edition / 'series.pdf')}")


def say_collection_failures(session: pytask.Session) -> None:
    """Say what kept pytask from finding out which steps there are."""
    for report in session.collection_reports:
        if report.exc_info:
            progress.say(f"\n  FAILED  to collect the steps\n{_message(report.exc_info)}")


def _message(exc_info: Any) -> str:
    """The message of an error that was foreseen, else its traceback."""
    error = exc_info[1]
    if isinstance(error, (*EXPECTED, BookError)):
        return str(error)
    return "".join(traceback.format_exception(error))


def _name(report: pytask.ExecutionReport) -> str:
    return step_name(report.task.name)


def step_name(task: str) -> str:
    """Name of a step as a person knows it, from pytask's name.

    Examples
    --------
    >>> step_name("tasks/task_models.py::task_model[ae]"), step_name("task_images.py::task_images")
    ('models/ae', 'images')
    """
    file, function = task.rsplit("/", 1)[-1].split(".py::task_")
    folder, inside = file.removeprefix("task_"), function.split("[")[-1].rstrip("]")
    return folder if folder == inside else f"{folder}/{inside}"


def _shown(path: Path) -> str:
    """The path from where the person is, if it lies below."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
