"""What a task depends on: import closures, code cells, folders."""

import ast
from pathlib import Path

import pytest

from report.settings import ROOT
from report.tasks.nodes import (
    ChapterCode,
    Folder,
    Module,
    code_digest,
    code_of,
    import_closure,
)

ORDER = ("data", "model", "analysis", "report")
CHAPTER = """# %% [markdown]
# # A title {#sec-a}
# Prose.

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: cell-sum
from analysis.edition import open_edition
x = open_edition(edition).z("ae")  # a comment
"""


def test_imports_point_one_way():
    for place, package in enumerate(ORDER):
        later = ORDER[place + 1 :]
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                assert not [n for n in names if n.split(".")[0] in later], file


def test_only_the_build_knows_pytask():
    for package in ORDER[:-1]:
        for file in sorted((ROOT / package).rglob("*.py")):
            assert "pytask" not in file.read_text("utf-8"), file


def test_a_closure_holds_what_is_imported_directly_or_not():
    closure = import_closure(["model.training"])
    assert {"model/training.py", "model/networks.py", "data/batches.py"} <= closure
    assert "analysis/edition.py" not in closure
    assert not any(file.startswith("report/") for file in closure)


def test_the_lock_file_belongs_to_all_code():
    assert "requirements.lock" in [node.name for node in code_of("data.prepare")]


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("def f():\n    '''Old.'''\n    return 1", "def f():\n    '''New.'''\n    return 1", True),
        ("x = 1", "# why\nx = 1\n", True),
        ("x = 1", "x = 2", False),
        ("def f():\n    return 1", "def f(a=0):\n    return 1", False),
    ],
)
def test_comments_and_docstrings_do_not_count(before, after, same):
    assert (code_digest(before) == code_digest(after)) is same


@pytest.fixture
def chapter(tmp_path):
    file = tmp_path / "01_a.py"
    file.write_text(CHAPTER, "utf-8")
    return file


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("Prose.", "Other prose.", True),
        ("# a comment", "# another", True),
        ("#| label: cell-sum", "#| label: cell-total", True),
        ('z("ae")', 'z("vae_tiny")', False),
        ('edition = "build/laptop"\n\n# %%\n', 'edition = "build/laptop"\n\n', False),
    ],
)
def test_a_chapter_s_state_is_its_code_cells(chapter, old, new, same):
    before = ChapterCode(name=str(chapter)).state()
    chapter.write_text(CHAPTER.replace(old, new), "utf-8")
    assert (ChapterCode(name=str(chapter)).state() == before) is same


def test_a_file_that_is_edited_during_a_build_keeps_the_state_with_which_it_began(chapter):
    before, node = ChapterCode(name=str(chapter)), ChapterCode(name=str(chapter))
    chapter.write_text(CHAPTER.replace('z("ae")', 'z("vae_tiny")'), "utf-8")
    assert node.state() == before.state() != ChapterCode(name=str(chapter)).state()


def test_a_folder_s_state_is_the_names_and_contents_of_its_files(tmp_path):
    node = Folder(name="site", folder=tmp_path / "site")
    assert node.state() is None
    (tmp_path / "site" / "figures").mkdir(parents=True)
    page = tmp_path / "site" / "figures" / "a.html"
    page.write_text("a")
    first = node.state()
    page.write_text("b")
    second = node.state()
    page.write_text("a")
    assert node.state() == first != second
    page.rename(page.with_name("b.html"))
    assert node.state() != first


def test_nodes_of_different_kinds_or_names_are_different():
    one, other = "data/prepare.py", "data/batches.py"
    nodes = Module(name=one), Module(name=other), Folder(name=one)
    assert len({node.signature for node in nodes}) == 3


def test_every_module_named_in_a_task_exists():
    for file in sorted((ROOT / "report" / "tasks").glob("task_*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "code_of":
                for argument in filter(lambda a: isinstance(a, ast.Constant), node.args):
                    assert import_closure([argument.value]), argument.value
    assert Path(ROOT / "requirements.lock").is_file()
