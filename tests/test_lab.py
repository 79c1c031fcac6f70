"""Editing chapters in JupyterLab, through the same interface that the browser uses."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import jupytext
import nbformat
import pytest
from jupytext.compare import compare_notebooks

from report.chapters import chapter_files
from report.tasks.nodes import ChapterCode
from tests.repository import copied

CHAPTER = chapter_files()[0].stem


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    repository = copied(tmp_path_factory.mktemp("lab"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "report.lab", "--no-browser", "--allow-root"),
            *(f"--port={port}", "--IdentityProvider.token=test"),
        ],
        cwd=repository.root,
        env=os.environ | {"JUPYTER_PLATFORM_DIRS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    yield Lab(repository.root, f"http://127.0.0.1:{port}/api/contents")
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()


class Lab:
    """A running server and the folder that it serves."""

    def __init__(self, root, address):
        self.root, self.address = root, address
        for _ in range(120):
            try:
                self.call("GET", "")
            except OSError:
                time.sleep(0.5)
            else:
                return
        pytest.fail("JupyterLab did not start within a minute.")

    def call(self, method, path, content=None):
        request = urllib.request.Request(
            f"{self.address}/{path}",
            method=method,
            data=None if content is None else json.dumps(content).encode(),
            headers={"Authorization": "token test"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def open(self, path):
        return self.call("GET", f"{path}?type=notebook")["content"]

    def save(self, path, notebook):
        self.call("PUT", path, {"type": "notebook", "format": "json", "content": notebook})

    def chapter(self, name=CHAPTER):
        return self.root / "analysis" / f"{name}.py"


def tags_and_sources(file):
    return [
        (cell.cell_type, cell.source, cell.metadata.get("tags"))
        for cell in jupytext.read(file).cells
    ]


@pytest.mark.parametrize("place", ["analysis/{}.py", "build/lab/{}.ipynb"])
def test_saving_without_a_change_leaves_the_chapter_as_it_is(lab, place):
    before = lab.chapter().read_text("utf-8")
    path = place.format(CHAPTER)
    lab.save(path, lab.open(path))
    assert lab.chapter().read_text("utf-8") == before


@pytest.mark.parametrize("place", ["analysis/{}.py", "build/lab/{}.ipynb"])
def test_a_cell_changed_there_changes_that_cell_of_the_chapter_and_no_other(lab, place):
    before = tags_and_sources(lab.chapter())
    state = ChapterCode(name=str(lab.chapter())).state()
    path = place.format(CHAPTER)
    notebook = lab.open(path)
    number = next(
        i for i, cell in enumerate(notebook["cells"]) if "open_edition(" in cell["source"]
    )
    notebook["cells"][number]["source"] += f"\nedited = {place!r}"
    lab.save(path, notebook)
    after = tags_and_sources(lab.chapter())
    assert [i for i, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]] == [
        number
    ]
    assert after[number][1] == before[number][1] + f"\nedited = {place!r}"
    assert ChapterCode(name=str(lab.chapter())).state() != state
    assert not list((lab.root / "analysis").glob("*.ipynb"))


def test_every_chapter_survives_the_way_through_a_notebook(lab):
    for chapter in chapter_files():
        before = jupytext.read(lab.chapter(chapter.stem))
        path = f"build/lab/{chapter.stem}.ipynb"
        lab.save(path, lab.open(path))
        compare_notebooks(jupytext.read(lab.chapter(chapter.stem)), before, fmt="py:percent")


def test_an_older_notebook_never_overwrites_a_newer_chapter(lab):
    path = f"build/lab/{CHAPTER}.ipynb"
    lab.save(path, lab.open(path))
    chapter = lab.chapter()
    newer = chapter.read_text("utf-8").replace(
        "# %% [markdown]\n", "# %% [markdown]\n# Newer.\n#\n", 1
    )
    chapter.write_text(newer, "utf-8")
    soon = time.time() + 5
    os.utime(chapter, (soon, soon))
    notebook = lab.open(path)
    assert notebook["cells"][0]["source"].startswith("Newer.")
    lab.save(path, notebook)
    assert tags_and_sources(chapter)[0][1].startswith("Newer.")
    stored = nbformat.read(lab.root / path, 4)
    assert stored.cells[0].source.startswith("Newer.")
