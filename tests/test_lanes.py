"""Steps side by side: one training at a time, the most urgent first."""

import threading
import time

import pytask
import pytest

from report.lanes import Lanes


def step(name, *marks):
    markers = [pytask.Mark(mark, (), {}) for mark in marks]
    return pytask.TaskWithoutPath(name=name, function=print, markers=markers)


AE, VAE = (step(f"tasks/task_models.py::task_model[{name}]") for name in ("ae", "vae"))
CHAPTER = step("tasks/task_chapters.py::task_chapter[01_shells]")


def test_a_training_waits_for_another_and_other_steps_do_not():
    lanes, running, seen = Lanes(2), set(), []
    chapter_ran = threading.Event()

    def train(task):
        running.add(task.name)
        seen.append(set(running))
        assert chapter_ran.wait(10)
        time.sleep(0.05)
        running.discard(task.name)

    def execute(task):
        del task
        chapter_ran.set()

    trainings = [lanes.submit(train, task=task) for task in (AE, VAE)]
    lanes.submit(execute, task=CHAPTER).result(10)
    for training in trainings:
        training.result(10)
    assert seen == [{AE.name}, {VAE.name}]


@pytest.mark.parametrize("steps", [1, 3])
def test_what_is_urgent_comes_before_what_has_waited_longer(steps):
    lanes, order, begin = Lanes(steps), [], threading.Event()
    urgent = step("task_models.py::task_model[main]", "try_first")
    ends = [lanes.submit(lambda task: begin.wait(10), task=AE)]
    ends += [lanes.submit(lambda task: order.append(task.name), task=t) for t in (VAE, urgent)]
    begin.set()
    for end in ends:
        end.result(10)
    assert order == [urgent.name, VAE.name]


def test_networks_are_trained_in_the_order_of_the_profile():
    lanes, order, begin = Lanes(2, ["digits", "vae", "ae"]), [], threading.Event()
    ends = [lanes.submit(lambda task: begin.wait(10), task=step("task_models.py::task[other]"))]
    others = (step("task_models.py::task[unknown]"), AE, VAE)
    ends += [lanes.submit(lambda task: order.append(task.name), task=task) for task in others]
    begin.set()
    for end in ends:
        end.result(10)
    assert order == [VAE.name, AE.name, "task_models.py::task[unknown]"]


def test_other_steps_have_the_place_of_trainings_when_there_are_none():
    lanes, both = Lanes(2), threading.Barrier(2)
    lanes.submit(lambda task: task.name, task=AE).result(10)
    ends = [lanes.submit(lambda task: both.wait(10), task=CHAPTER) for _ in range(2)]
    assert sorted(end.result(10) for end in ends) == [0, 1]


def test_other_steps_do_not_have_it_while_a_training_waits_or_runs():
    lanes, end, began = Lanes(2), threading.Event(), []
    trainings = [lanes.submit(lambda task: end.wait(10), task=task) for task in (AE, VAE)]

    def execute(task):
        began.append(task)
        end.wait(10)

    others = [lanes.submit(execute, task=CHAPTER) for _ in range(3)]
    time.sleep(1.5)
    assert len(began) == 1
    end.set()
    for step_done in (*trainings, *others):
        step_done.result(10)


def test_a_failing_step_raises_where_it_is_waited_for_and_the_lane_goes_on():
    lanes = Lanes(1)
    failing = lanes.submit(lambda task: 1 / 0, task=CHAPTER)
    following = lanes.submit(lambda task: task.name, task=AE)
    with pytest.raises(ZeroDivisionError):
        failing.result(10)
    assert following.result(10) == AE.name


def test_a_stopped_build_does_not_wait_for_what_runs():
    begin, began = threading.Event(), time.monotonic()
    with Lanes(2) as lanes:
        lanes.submit(lambda task: begin.wait(60), task=AE)
    assert time.monotonic() - began < 10
    begin.set()
