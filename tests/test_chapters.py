"""Rules that every chapter keeps, and how a chapter is executed."""

import ast

import jupytext
import nbformat
import pytest

from report.chapters import ChapterError, chapter_files, execute_chapter
from report.engines.cells import cell_name

CHAPTERS = chapter_files()
FAILING = """\
# %% [markdown]
# # Fails {#sec-fails}

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-fine
half = 1

# %%
#| label: cell-broken
half / 0
"""


def cells(chapter, kind):
    return [cell for cell in jupytext.read(chapter).cells if cell.cell_type == kind]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_a_chapter_asks_a_question_and_has_one_parameter(chapter):
    first = cells(chapter, "markdown")[0].source.splitlines()[0]
    assert first.startswith("# ")
    assert "? {#sec-" in first
    tagged = [c for c in cells(chapter, "code") if "parameters" in c.metadata.get("tags", [])]
    assert [cell.source for cell in tagged] == ['edition = "build/laptop"']


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_a_chapter_calls_functions_and_defines_none(chapter):
    for cell in cells(chapter, "code"):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef), cell.source


def test_every_code_cell_has_a_label_of_its_own():
    labels = [
        cell_name(cell, place)
        for chapter in CHAPTERS
        for place, cell in enumerate(cells(chapter, "code"))
        if "parameters" not in cell.metadata.get("tags", [])
    ]
    assert not [label for label in labels if label.startswith("cell ")]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_a_figure_cell_has_caption_and_alt_text_and_ends_in_an_assignment(chapter):
    for cell in cells(chapter, "code"):
        if "#| label: fig-" in cell.source:
            assert '#| fig-cap: "' in cell.source
            assert '#| fig-alt: "' in cell.source
            assert isinstance(ast.parse(cell.source).body[-1], ast.Assign), cell.source


def test_a_failing_cell_leaves_no_product_and_says_where_it_failed(tmp_path):
    chapter, target = tmp_path / "99_fails.py", tmp_path / "out" / "99_fails.ipynb"
    chapter.write_text(FAILING, "utf-8")
    with pytest.raises(ChapterError) as failed:
        execute_chapter(chapter, target, edition=tmp_path)
    message = str(failed.value)
    assert "Chapter 99_fails failed in its cell cell-broken:" in message
    assert "ZeroDivisionError: division by zero" in message
    assert not target.exists()
    assert (target.parent / "failed" / target.name).exists()


def test_executing_twice_gives_the_same_bytes(tmp_path):
    chapter = tmp_path / "99_works.py"
    chapter.write_text(FAILING.replace("half / 0", "print(edition)"), "utf-8")
    seen = []
    for name in ("a", "b"):
        target = tmp_path / name / "works.ipynb"
        execute_chapter(chapter, target, edition=tmp_path, progress=lambda *done: seen.append(done))
        printed = nbformat.read(target, 4).cells[-1].outputs[0].text
        assert printed == f"{tmp_path}\n"
    assert (tmp_path / "a" / "works.ipynb").read_bytes() == target.read_bytes()
    assert seen[-1][0] == seen[-1][1]
