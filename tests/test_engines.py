import base64
import json
import re
import shutil
import stat
import sys
from html import unescape
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from report.engines import book_problems, check_site, choose_engine, render_book
from report.engines.cells import split_options
from report.engines.markdown import image_size
from report.engines.outline import outline, plain_text
from report.engines.quarto import QuartoError, render_with_quarto, usable_quarto
from report.problems import BookError
from tests.sample_book import SOFTWARE, png, sample_book

PAGES = ["index.html", "01_shells.html", "06_cloud.html", "symbols.html", "references.html"]
PANDOC = choose_engine("pandoc")
WORDS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]))


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return sample_book(tmp_path_factory.mktemp("book")).stage()


@pytest.fixture(scope="module")
def rendered(book):
    site, pdf = book.parent / "site", book.parent / "series.pdf"
    report = render_book(book, engine=PANDOC, site=site, pdf=pdf)
    return site, pdf, report


@pytest.fixture
def copy(book, tmp_path):
    return Path(shutil.copytree(book, tmp_path / "book"))


def page(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def edit_source(path: Path, old: str, new: str) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace(old, new)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def edit_output(path: Path, cell: int, output: dict[str, object]) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][cell]["outputs"] = [output]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def display(**data: str) -> dict[str, object]:
    kinds = {name.replace("_", "/"): text for name, text in data.items()}
    return {"output_type": "display_data", "data": kinds, "metadata": {}}


# Options and numbers


@given(
    st.dictionaries(st.sampled_from(["label", "fig-cap", "fig-alt"]), WORDS),
    st.sampled_from(["", "x = 1", "# only a comment\nx = 2"]),
)
def test_options_survive_being_written_above_the_code(options, code):
    lines = [
        f"#| {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in options.items()
    ]
    assert split_options("\n".join([*lines, code])) == (options, code)


def header(level: int, anchor: str, *classes: str) -> dict[str, object]:
    text = [{"t": "Str", "c": anchor}]
    return {"t": "Header", "c": [level, [anchor, list(classes), []], text]}


def thing(anchor: str) -> dict[str, object]:
    return {"t": "Div", "c": [[anchor, ["book-figure"], []], []]}


@given(st.lists(st.lists(st.sampled_from(["fig", "tbl", "eq"]), max_size=6), max_size=5))
def test_things_are_counted_by_kind_within_chapters_counted_through_the_book(chapters):
    documents = {
        f"{c}.html": {
            "blocks": [
                header(1, f"sec-{c}"),
                *(thing(f"{kind}-{c}-{i}") for i, kind in enumerate(kinds)),
            ]
        }
        for c, kinds in enumerate(chapters)
    }
    found = outline(documents)
    for c, kinds in enumerate(chapters):
        assert found.labels[f"sec-{c}"].number == str(c + 1)
        for i, kind in enumerate(kinds):
            number = f"{c + 1}.{kinds[: i + 1].count(kind)}"
            assert found.labels[f"{kind}-{c}-{i}"].number == number


def test_unnumbered_pages_do_not_move_the_count():
    front = {"blocks": [header(1, "about", "unnumbered"), header(2, "why")]}
    chapter = {"blocks": [header(1, "sec-a"), header(2, "sec-b"), header(3, "c"), header(2, "d")]}
    found = outline({"index.html": front, "01_a.html": chapter})
    assert [heading.number for heading in found.headings["index.html"]] == ["", ""]
    assert [heading.number for heading in found.headings["01_a.html"]] == ["1", "1.1", "", "1.2"]
    assert found.labels["sec-b"].name == "Section"


def test_an_image_is_shown_at_the_size_at_which_it_was_drawn():
    data = base64.b64decode(png(width=300, height=150))
    assert image_size("image/png", data, {}) == pytest.approx((300, 150), rel=1e-3)
    assert image_size("image/png", data, {"width": 30, "height": 15}) == (30, 15)


# Rules


def test_a_good_book_breaks_no_rule(book):
    assert book_problems(book) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("enabled: false", "enabled: true", "_quarto.yml: execute: the engine may run code"),
        ("mathml", "mathjax", "formulas would be loaded from the network"),
        ("author: The latent-spaces authors", "date: today", "no author"),
        ("citeproc: true", "citeproc: false", "no list of works"),
        ("- 06_cloud.ipynb", "- ../06_cloud.ipynb", "the chapter does not exist"),
    ],
)
def test_settings_that_quarto_gets_wrong_are_named(copy, old, new, problem):
    edit(copy / "_quarto.yml", old, new)
    assert any(problem in line for line in book_problems(copy))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("fig-cap:", "fig-caption:", "fig-pair: option `fig-caption` is not known"),
        ("fig-cap:", "fig-caption:", "fig-pair: a figure without caption"),
        ("#| fig-alt:", "#| fig-align:", "fig-pair: a figure without alt text"),
        ("#| layout-ncol", "#| fig-dpi", "option `fig-dpi` does nothing"),
        ("figure = 3", "figure = 3\n#| echo: false", "option lines below the code"),
        ('#| fig-cap: "Two."', "#| fig-cap: Two: of", "fig-pair: options are not YAML"),
        ('label: "fig-pair"', 'label: "Fig-pair"', "labels in lower case"),
        ('label: "fig-pair"', 'label: "lst-pair"', "only fig-, tbl-, sec- and eq- labels"),
        ('label: "fig-pair"', 'label: "pair"', "an image without a label"),
        ('["one", "other"]', '["one"]', "1 sub-captions for 2 images"),
        ("@sec-radius", "@sec-nowhere", "06_cloud.ipynb: @sec-nowhere: nothing has this label"),
        ("@anracom2022curse1", "@nobody1900", "@nobody1900: not in references.bib"),
        ("{#sec-cloud}", "", "no title that can be referred to"),
        ("{#sec-cloud}", "{#sec-shells}", "sec-shells: the label stands twice"),
        ("A formula", "{{< include other.qmd >}} A formula", "not put in while staging"),
    ],
)
def test_mistakes_in_a_chapter_are_named_with_file_and_label(copy, old, new, problem):
    edit_source(copy / "06_cloud.ipynb", old, new)
    found = book_problems(copy)
    assert any(problem in line for line in found), found
    assert all(re.match(r"\S+\.(ipynb|yml|qmd): .+: .+: .+", line) for line in found)


@pytest.mark.parametrize(
    ("output", "problem"),
    [
        (
            {"output_type": "error", "ename": "KeyError", "evalue": "x", "traceback": []},
            "the stored copy failed with KeyError",
        ),
        (display(text_plain="<IPython.core.display.HTML object>"), "its last value is shown"),
        (display(text_plain="<Figure size 640x480 with 1 Axes>"), "its last value is shown"),
        (display(text_html="<img src='https://x.org/a.png'>"), "loads something from the network"),
        (display(text_html="<script>require(['plot'])</script>"), "brings a script"),
        ({**display(text_plain="x"), "data": {"application/vnd.jupyter.widget-view+json": {}}},
         "a widget"),
    ],
)  # fmt: skip
def test_outputs_that_cannot_be_printed_are_named(copy, output, problem):
    edit_output(copy / "06_cloud.ipynb", 2, output)
    assert [line for line in book_problems(copy) if problem in line]


def test_a_link_in_place_of_a_file_is_named(copy):
    (copy / "linked.bib").symlink_to(copy / "references.bib")
    assert any("linked.bib: file: a symbolic link" in line for line in book_problems(copy))


def test_a_book_that_breaks_a_rule_is_not_written(copy, tmp_path):
    edit(copy / "_quarto.yml", "mathml", "mathjax")
    with pytest.raises(BookError, match="breaks 1 of the rules"):
        render_book(copy, engine=PANDOC, site=tmp_path / "site", pdf=tmp_path / "series.pdf")
    assert not (tmp_path / "site").exists()


# Pages


def test_the_site_has_a_page_per_chapter_and_nothing_is_wrong_with_it(rendered):
    site, pdf, report = rendered
    assert list(report.pages) == PAGES == [n for n in PAGES if (site / n).is_file()]
    assert report.engine == "pandoc"
    assert report.notes == ()
    assert pdf.is_file()
    assert check_site(site) == []


def test_references_carry_the_same_numbers_on_every_page_and_lead_there(rendered):
    site, _, _ = rendered
    first, second = page(site, "01_shells.html"), page(site, "06_cloud.html")
    assert 'href="#fig-shells" class="cross-reference">Figure\xa01.1</a>' in first
    assert 'href="#eq-radius" class="cross-reference">Equation\xa01.1</a>' in first
    assert 'href="06_cloud.html#sec-cloud" class="cross-reference">Chapter\xa02</a>' in first
    assert 'href="01_shells.html#sec-radius" class="cross-reference">Section\xa01.1</a>' in second
    assert 'href="#fig-pair-2" class="cross-reference">2.1 (b)</a>' in second
    assert '<span class="caption-label">Figure\xa02.1.</span>' in second


def test_works_are_cited_with_one_year_letter_and_listed_on_their_own_page(rendered):
    site, _, _ = rendered
    assert 'href="references.html#ref-anracom2023pitfalls2"' in page(site, "01_shells.html")
    assert re.search(
        r"anracom</span> 2022a</a>, <a [^>]*>2022b</a>", page(site, "06_cloud.html"), re.DOTALL
    )
    assert "2022b</a>)" in page(site, "01_shells.html")  # where 2022a is not cited
    works = page(site, "references.html")
    assert works.count('class="csl-entry"') == 3 + len(SOFTWARE)
    assert 'class="csl-entry"' not in page(site, "01_shells.html")


def test_pages_load_nothing_from_the_network_and_formulas_are_mathml(rendered):
    site, _, _ = rendered
    for name in PAGES:
        for tag in re.findall(r"<(?:script|link|img)\b[^>]*>", page(site, name)):
            assert not re.search(r"(src|href)=\"(https?:)?//", tag)
    assert "<math" in page(site, "06_cloud.html")


def test_images_carry_the_alt_text_of_their_cell(rendered):
    site, _, _ = rendered
    found = re.search(r'<img[^>]*alt="([^"]*)"', page(site, "01_shells.html"))
    assert found
    assert unescape(found[1]) == 'A grey square & a "mean" of 9.23.'
    assert (site / "figures" / "06_cloud" / "fig-pair-2.png").is_file()


def test_numbers_are_not_parted_from_their_signs_nor_intervals_broken(rendered):
    site, _, _ = rendered
    text = " ".join(page(site, "06_cloud.html").split("\n"))
    whole = "in 49\xa0% [46\xa0%,\xa052\xa0%] of cases, by 2\xa0×\xa010⁻⁵ or 20\xa0±\xa03."
    assert whole in text


def test_code_is_folded_and_hidden_cells_stay_hidden(rendered):
    site, _, _ = rendered
    text = page(site, "01_shells.html")
    assert '<details class="code"><summary>Code</summary>' in text
    assert "build/laptop" not in text


def test_the_search_index_knows_every_section(rendered):
    site, _, _ = rendered
    script = (site / "assets" / "search-index.js").read_text(encoding="utf-8")
    entries = json.loads(script.removeprefix("window.bookIndex =").strip().removesuffix(";"))
    assert ["01_shells.html", "sec-radius", "Shells", "Radius"] in [entry[:4] for entry in entries]
    texts = " ".join(entry[4] for entry in entries)
    assert "The radius is 9.23" in texts
    assert "figure = 1" not in texts


def test_the_pdf_is_accessible_and_numbers_as_the_site_does(rendered):
    _, pdf, _ = rendered
    reader = PdfReader(pdf)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "Latent spaces"
    text = " ".join(" ".join(leaf.extract_text().split()) for leaf in reader.pages)
    for piece in ("Figure 1.1. Radius: the mean is 9.23.", "Figure 2.1. Two.", "Table 1.1."):
        assert piece in text.replace("\xa0", " ")
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert titles[1:3] == ["1 Shells", "2 Cloud"]


def test_a_long_table_goes_on_over_the_pages_of_the_pdf(copy, tmp_path):
    rows = [f"| row{i} | some words that say what is seen in this row |" for i in range(150)]
    table = "\n".join(["| N | seen |", "|:--|:-----|", *rows, "", ": Rows. {#tbl-rows}"])
    edit_source(copy / "06_cloud.ipynb", "## Radius", f"## Radius\n\n{table}")
    render_book(copy, engine=PANDOC, site=tmp_path / "site", pdf=tmp_path / "series.pdf")
    pages = [leaf.extract_text() for leaf in PdfReader(tmp_path / "series.pdf").pages]
    assert len([text for text in pages if re.search(r"row\d+", text)]) >= 3


def test_rendering_twice_gives_the_same_bytes(rendered, book, tmp_path):
    site, pdf, _ = rendered
    again = tmp_path / "site"
    render_book(book, engine=PANDOC, site=again, pdf=tmp_path / "series.pdf")
    assert (tmp_path / "series.pdf").read_bytes() == pdf.read_bytes()
    for file in site.rglob("*"):
        if file.is_file():
            assert (again / file.relative_to(site)).read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('<a href="other.html">x</a>', "the link other.html leads nowhere"),
        ('<a href="#nothing">x</a>', "an anchor that does not exist"),
        ('<p id="a"></p><p id="a"></p>', "the anchor `a` stands 2 times"),
        ('<img src="a.png" alt="x">', "the file a.png does not exist"),
        ('<img src="data:x" alt="">', "has no alt text"),
        ('<script src="https://x.org/a.js"></script>', "is loaded from the network"),
        ('<a class="quarto-unresolved-ref">?</a>', "the engine left `quarto-unresolved-ref`"),
    ],
)
def test_the_check_of_a_site_sees_what_is_wrong(tmp_path, text, problem):
    (tmp_path / "index.html").write_text(f"<!DOCTYPE html>{text}", encoding="utf-8")
    assert [line for line in check_site(tmp_path) if problem in line]


def test_a_style_sheet_that_loads_fonts_is_seen(tmp_path):
    (tmp_path / "index.html").write_text("<p>text</p>", encoding="utf-8")
    (tmp_path / "a.css").write_text("@import 'https://fonts.org/a.css';", encoding="utf-8")
    assert check_site(tmp_path) == [
        "a.css: the style sheet loads https://fonts.org/a.css from the network."
    ]


def test_plain_text_is_what_a_reader_sees():
    words = [{"t": "Str", "c": "a"}, {"t": "Space"}, {"t": "Emph", "c": [{"t": "Str", "c": "b"}]}]
    assert plain_text(words) == "a b"


# Quarto: no program stands behind these tests, only scripts that behave as it does

VERSION = 'if "--version" in sys.argv: print("{version}"); sys.exit()'
WRITES = """
out = pathlib.Path("_book"); out.mkdir()
(out / "index.html").write_text({page!r})
(out / "Latent-spaces.pdf").write_bytes(b"%PDF-")
pathlib.Path(".gitignore").write_text("/.quarto/")
print({log!r})
"""


def fake_quarto(folder: Path, body: str, *, version: str = "1.9.4") -> Path:
    program = folder / "quarto"
    head = f"#!{sys.executable}\nimport pathlib, sys, time\n"
    program.write_text(f"{head}{VERSION.format(version=version)}\n{body}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


@pytest.fixture
def no_quarto(monkeypatch, tmp_path):
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))


def test_without_quarto_pandoc_is_chosen_and_says_why(no_quarto):
    engine = choose_engine("auto")
    assert engine.name == "pandoc"
    assert engine.why.startswith("pandoc: no Quarto in QUARTO_PATH")
    with pytest.raises(BookError, match=r"Quarto was requested, but no Quarto.*Remedy: install"):
        choose_engine("quarto")


def test_a_word_that_names_no_engine_is_refused():
    with pytest.raises(ValueError, match="must be auto, quarto or pandoc, got 'latex'"):
        choose_engine("latex")


@pytest.mark.parametrize("place", ["QUARTO_PATH", "the PATH"])
def test_quarto_is_found_where_it_may_be(no_quarto, monkeypatch, tmp_path, place):
    fake_quarto(tmp_path, "")
    monkeypatch.setenv("PATH" if place == "the PATH" else place, str(tmp_path))
    engine = choose_engine("auto")
    assert engine.why == f"quarto: version 1.9 of {place}."
    assert engine.executable == tmp_path / "quarto"


@pytest.mark.parametrize(
    ("body", "version", "reason"),
    [("", "1.8.27", "Quarto 1.8 of QUARTO_PATH is older than 1.9"), ("", "", "does not run")],
)
def test_a_quarto_that_cannot_write_typst_books_is_not_used(
    no_quarto, monkeypatch, tmp_path, body, version, reason
):
    monkeypatch.setenv("QUARTO_PATH", str(fake_quarto(tmp_path, body, version=version)))
    assert usable_quarto()[0] is None
    assert reason in choose_engine("auto").why


def test_quarto_writes_site_and_pdf_and_leaves_the_book_alone(
    no_quarto, monkeypatch, book, tmp_path
):
    body = WRITES.format(page="<p>good</p>", log="Output created: _book/index.html")
    monkeypatch.setenv("QUARTO_PATH", str(fake_quarto(tmp_path, body)))
    before = sorted(book.rglob("*"))
    site, pdf = tmp_path / "out" / "site", tmp_path / "out" / "series.pdf"
    report = render_book(book, engine=choose_engine("quarto"), site=site, pdf=pdf)
    assert (report.engine, report.pages) == ("quarto", ("index.html",))
    assert pdf.read_bytes() == b"%PDF-"
    assert [path.name for path in site.iterdir()] == ["index.html"]
    assert sorted(book.rglob("*")) == before


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("print('no such format'); sys.exit(1)", "Quarto ended with status 1"),
        (WRITES.format(page="", log="WARNING: Unable to resolve crossref @fig-x"), "@fig-x"),
        (WRITES.format(page="", log="[WARNING] Citeproc: citation nobody not found"), "nobody"),
        (WRITES.format(page='<a class="quarto-unresolved-ref">', log=""), "unresolved-ref"),
        (WRITES.format(page='<div class="cell-output-error">', log=""), "cell-output-error"),
        (WRITES.format(page='<script src="https://cdn.org/x.js">', log=""), "from the network"),
        ("print('nothing written')", "Quarto wrote no PDF"),
        ("time.sleep(60)", "Quarto took longer than 1 s"),
    ],
)
def test_the_failures_of_quarto_are_seen_whatever_its_status(book, tmp_path, body, problem):
    program = fake_quarto(tmp_path, body)
    site, pdf = tmp_path / "site", tmp_path / "series.pdf"
    with pytest.raises(QuartoError, match=problem):
        render_with_quarto(book, executable=program, site=site, pdf=pdf, time_limit=1)
    assert not site.exists()
    assert not pdf.exists()


def test_pandoc_steps_in_for_a_failing_quarto_only_if_any_engine_will_do(
    no_quarto, monkeypatch, book, tmp_path
):
    program = fake_quarto(tmp_path, "print('broken theme'); sys.exit(3)")
    monkeypatch.setenv("QUARTO_PATH", str(program))
    site, pdf = tmp_path / "site", tmp_path / "series.pdf"
    with pytest.raises(QuartoError, match=r"status 3\.\n  broken theme"):
        render_book(book, engine=choose_engine("quarto"), site=site, pdf=pdf)
    report = render_book(book, engine=choose_engine("auto"), site=site, pdf=pdf)
    assert report.engine == "pandoc"
    assert report.why == "pandoc: quarto failed (Quarto ended with status 3)."
    assert report.notes == ("broken theme",)
    assert check_site(site) == []


def test_the_settings_ask_quarto_for_one_book_in_two_formats(book):
    settings = yaml.safe_load((book / "_quarto.yml").read_text(encoding="utf-8"))
    assert settings["project"] == {"type": "book", "output-dir": "_book"}
    assert list(settings["format"]) == ["html", "typst"]
    for scheme in settings["format"]["html"]["theme"].values():
        assert all((book / name).is_file() for name in scheme)
