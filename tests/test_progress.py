"""What a person sees while a build runs."""

import io

import pytest
from rich.console import Console

from report import progress
from report.build import step_name
from report.progress import Board, spoken


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def test_without_a_terminal_a_step_prints_one_line_per_minute(clock):
    stream = io.StringIO()
    board = Board(stream=stream)
    with board.step("models/ae", "epochs") as step:
        for done in range(1, 31):
            clock.now += 10
            step(done, 30)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 5 + 1
    assert lines[0] == "  ...   models/ae: 6 of 30 epochs, about 4 min 0 s left"
    assert lines[-1] == "  done  models/ae: 30 epochs, 5 min 0 s"
    assert board.seconds == {"models/ae": 300}


def test_before_it_knows_its_pace_a_step_tells_what_the_last_build_took(clock):
    board = Board({"images": 200.0}, io.StringIO())
    with board.step("images", "images") as step:
        clock.now += 50
        step(1, 1000)
        assert step.left == 150


def test_a_resumed_step_knows_its_pace_from_what_it_did_itself(clock):
    board = Board(stream=io.StringIO())
    with board.step("images", "images") as step:
        step(900, 1000)
        clock.now += 10
        step(950, 1000)
        assert step.left == pytest.approx(10)


def test_a_step_that_fails_is_not_called_done(clock):
    stream = io.StringIO()
    board = Board(stream=stream)
    with pytest.raises(RuntimeError), board.step("images", ""):
        raise RuntimeError
    assert stream.getvalue() == ""
    assert board.seconds == {}


def test_steps_side_by_side_each_print_their_own_minutes(clock):
    stream = io.StringIO()
    board = Board(stream=stream)
    with board.step("models/ae", "epochs") as first, board.step("digits", "images") as second:
        for done in range(1, 9):
            clock.now += 10
            first(done, 10)
            if done % 2:
                second(done, 10)
    lines = stream.getvalue().splitlines()
    assert [line.split(":")[0].split()[-1] for line in lines[:2]] == ["models/ae", "digits"]
    assert lines[2:] == [
        "  done  digits: 10 images, 1 min 20 s",
        "  done  models/ae: 10 epochs, 1 min 20 s",
    ]


def test_on_a_terminal_each_running_step_has_a_bar_of_its_own():
    board = Board(stream=io.StringIO())
    board.console = Console(file=io.StringIO(), force_terminal=True, width=80)
    with board.step("models/ae", "epochs") as first:
        with board.step("digits", "images") as second:
            first(1, 10)
            second(2, 10)
            shown = [bar.description for bar in board._live.tasks]
            assert [text.split(",")[0] for text in shown] == [
                "models/ae: 1 of 10 epochs",
                "digits: 2 of 10 images",
            ]
        assert [bar.description.split(":")[0] for bar in board._live.tasks] == ["models/ae"]
    assert board._live is None


@pytest.mark.parametrize(
    ("task", "name"),
    [
        ("task_images.py::task_images", "images"),
        ("tasks/task_models.py::task_model[vae_tiny]", "models/vae_tiny"),
        ("task_book.py::task_render", "book/render"),
    ],
)
def test_a_step_has_the_name_of_what_it_makes(task, name):
    assert step_name(task) == name


def test_durations_are_spoken():
    assert [spoken(s) for s in (0.04, 59.7, 60, 3599, 7260)] == [
        "0.0 s",
        "1 min 0 s",
        "1 min 0 s",
        "59 min 59 s",
        "2 h 1 min",
    ]
