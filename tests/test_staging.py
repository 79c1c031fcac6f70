import json
from pathlib import Path

import nbformat
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from report.folders import fresh_folder
from report.problems import BookError
from report.staging import same_code
from report.variables import nested, published_texts, put_values
from tests.sample_book import SOFTWARE, Sample, sample_book

NAMES = st.lists(st.sampled_from(["cloud", "radius", "ae", "mode"]), min_size=1, max_size=4)


@pytest.fixture
def sample(tmp_path):
    return sample_book(tmp_path)


def staged(sample: Sample, chapter: str) -> nbformat.NotebookNode:
    return nbformat.read(sample.book / f"{chapter}.ipynb", as_version=4)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@given(st.dictionaries(NAMES.map(".".join), st.text(max_size=8), max_size=6))
def test_every_published_value_is_put_in_and_every_other_name_is_reported(values):
    names = [*values, "never.published"]
    text = " and ".join(f"{{{{< var {name} >}}}}" for name in names)
    full, unknown = put_values(text, values)
    assert unknown == ["never.published"]
    assert full == " and ".join([*values.values(), "{{< var never.published >}}"])


@given(st.lists(NAMES.map(".".join), min_size=2, max_size=5))
def test_names_are_refused_exactly_if_one_repeats_or_leads_into_another(tmp_path_factory, names):
    folder = tmp_path_factory.mktemp("results")
    files = []
    for i, name in enumerate(names):
        files.append(folder / f"{i:02d}.json")
        files[-1].write_text(json.dumps({name: {"text": "1"}}), encoding="utf-8")
    clash = any(
        f"{other}.".startswith(f"{name}.")
        for i, name in enumerate(names)
        for j, other in enumerate(names)
        if i != j
    )
    if clash:
        with pytest.raises(BookError, match=r"published twice|prefix of another"):
            published_texts(files)
    else:
        assert published_texts(files) == dict.fromkeys(names, "1")


def test_the_variables_of_quarto_hold_a_level_for_each_dot():
    values = {"cloud.radius.ae": "16", "cloud.radius.ae.low": "15", "cloud.size": "8"}
    assert nested(values) == {"cloud": {"radius": {"ae": "16"}, "size": "8"}}


def test_values_reach_prose_captions_and_alt_texts(sample):
    sample.stage()
    notebook = staged(sample, "01_shells")
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "The radius is 9.23 (9.22 to\n9.24)" in text
    assert '#| fig-cap: "Radius: the mean is 9.23."' in text
    assert '#| fig-alt: "A grey square & a \\"mean\\" of 9.23."' in text
    assert "{{<" not in text
    variables = yaml.safe_load((sample.book / "_variables.yml").read_text(encoding="utf-8"))
    assert variables == {"shells": {"radius": "9.23"}}


def test_prose_comes_from_the_chapter_and_outputs_from_its_executed_copy(sample):
    sample.rewrite("06_cloud", "This does,", "This holds today,")
    sample.rewrite("06_cloud", 'fig-cap: "Two."', 'fig-cap: "Two squares."')
    sample.stage()
    notebook = staged(sample, "06_cloud")
    assert "This holds today," in notebook.cells[0].source
    assert 'fig-cap: "Two squares."' in notebook.cells[1].source
    assert len(notebook.cells[1].outputs) == 2


def test_changed_code_is_refused_until_the_chapter_is_executed_again(sample):
    sample.rewrite("01_shells", "figure = 1", "figure = 10")
    with pytest.raises(BookError, match="fig-shells: the code differs"):
        sample.stage()
    sample.execute()
    sample.stage()


def test_a_new_code_cell_is_refused_until_the_chapter_is_executed_again(sample):
    sample.rewrite("06_cloud", '# %%\nprint("done")', '# %%\nx = 1\n\n# %%\nprint("done")')
    with pytest.raises(BookError, match="3 code cells, 2 in the executed copy"):
        sample.stage()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("#| label: fig-a\nx = 1", "#| label: fig-b\nx = 1", True),
        ("x = (1,\n     2)", "x = (1, 2)  # pair", True),
        ("x = 1", "x = 1.0", False),
        ("%time x", "%time x", True),
        ("%time x", "%time y", False),
    ],
)
def test_comments_and_layout_do_not_make_code_another(one, other, same):
    assert same_code(one, other) is same


def test_staged_notebooks_keep_nothing_of_the_run(sample):
    sample.stage()
    text = (sample.book / "01_shells.ipynb").read_text(encoding="utf-8")
    for trace in ("papermill", "jupytext", "injected", "2026-01-01", "build/smoke"):
        assert trace not in text
    notebook = staged(sample, "01_shells")
    assert [cell.id for cell in notebook.cells] == [f"cell-{i + 1:03d}" for i in range(4)]
    assert all(cell.get("execution_count") is None for cell in notebook.cells)
    assert staged(sample, "06_cloud").cells[2].outputs[0].text == "done\n"
    assert len(staged(sample, "06_cloud").cells[2].outputs) == 1  # no stderr


def test_the_parameters_cell_is_hidden(sample):
    sample.stage()
    assert staged(sample, "01_shells").cells[1].source.startswith("#| include: false\n")


def test_staging_twice_gives_the_same_bytes(sample):
    first = contents(sample.stage())
    sample.execute()
    assert contents(sample.stage()) == first


def test_chapters_stand_between_the_front_page_and_the_last_pages(sample):
    settings = yaml.safe_load((sample.stage() / "_quarto.yml").read_text(encoding="utf-8"))
    expected = ["index.qmd", "01_shells.ipynb", "06_cloud.ipynb", "symbols.qmd", "references.qmd"]
    assert settings["book"]["chapters"] == expected
    assert "laptop" in settings["book"]["page-footer"]["left"]


def test_every_page_knows_all_cited_works_and_no_other(sample):
    settings = yaml.safe_load((sample.stage() / "_quarto.yml").read_text(encoding="utf-8"))
    cited = {"anracom2022curse1", "anracom2022curse2", "anracom2023pitfalls2", *SOFTWARE}
    assert sorted(settings["nocite"].split(", ")) == sorted(f"@{work}" for work in cited)


def test_every_page_of_a_small_edition_says_so_below_its_title(sample):
    book = sample.stage(mark="Drawn from few images.")
    first = staged(sample, "01_shells").cells[0].source
    assert first.index("# Shells") < first.index("Drawn from few images.") < first.index("radius")
    for page in book.glob("*.qmd"):
        assert "Drawn from few images." in page.read_text(encoding="utf-8")


def test_unknown_names_are_listed_with_their_files_and_nothing_is_staged(sample):
    former = contents(sample.stage())
    sample.rewrite("01_shells", "The post", "{{< var cloud.mode >}} The post")
    sample.rewrite("06_cloud", '"Two."', '"Two {{< var cloud.sd.low >}}."')
    with pytest.raises(BookError) as caught:
        sample.stage()
    assert "01_shells.py: cloud.mode: used in the text and published by no" in str(caught.value)
    assert "06_cloud.py: cloud.sd.low" in str(caught.value)
    assert contents(sample.book) == former


def test_options_that_are_no_yaml_are_named_with_their_cell(sample):
    sample.rewrite("06_cloud", '#| fig-cap: "Two."', "#| fig-cap: Two: of them")
    with pytest.raises(BookError, match=r"06_cloud.py: fig-pair: options are not YAML.*quotes"):
        sample.stage()


def test_a_folder_that_cannot_be_finished_keeps_its_former_contents(tmp_path):
    target = tmp_path / "site"
    target.mkdir()
    (target / "old.html").write_text("old", encoding="utf-8")

    def fail() -> None:
        with fresh_folder(target) as folder:
            (folder / "new.html").write_text("half", encoding="utf-8")
            msg = "stop"
            raise RuntimeError(msg)

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert [path.name for path in tmp_path.rglob("*.html")] == ["old.html"]
    with fresh_folder(target) as folder:
        (folder / "new.html").write_text("whole", encoding="utf-8")
    assert [path.name for path in tmp_path.rglob("*")] == ["site", "new.html"]


def test_a_page_shows_a_figure_of_a_chapter_again(sample):
    index = sample.folder / "source" / "index.qmd"
    index.write_text("# About {.unnumbered}\n\n{{< embed 01_shells.ipynb#fig-shells >}}\n", "utf-8")
    sample.stage()
    text = (sample.book / "index.qmd").read_text(encoding="utf-8")
    assert "![Radius: the mean is 9.23.](embedded/fig-shells.png){fig-alt=" in text
    assert (sample.book / "embedded" / "fig-shells.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("place", ["01_shells.ipynb#fig-none", "09_none.ipynb#fig-shells"])
def test_a_figure_that_is_not_there_is_named(sample, place):
    index = sample.folder / "source" / "index.qmd"
    index.write_text(f"# About {{.unnumbered}}\n\n{{{{< embed {place} >}}}}\n", "utf-8")
    with pytest.raises(BookError, match=f"index.qmd: {place} is no figure"):
        sample.stage()
