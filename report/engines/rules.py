"""What both engines rely on, checked in the staged book before either runs."""

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from report.engines.cells import OPTION_LINE, cell_name, displayed, listed, split_options
from report.engines.markdown import book_settings
from report.engines.outline import outline
from report.engines.parsing import parsed
from report.problems import BookError

OPTIONS = {
    "label": {"fig-cap", "fig-subcap", "fig-alt", "tbl-cap", "tbl-subcap", "label"},
    "layout": {"layout-ncol", "layout-nrow", "column", "fig-align"},
    "shown": {"echo", "include", "output", "warning", "error", "code-fold", "code-summary"},
}
KNOWN_OPTIONS = frozenset().union(*OPTIONS.values())
WITHOUT_EFFECT = frozenset({"fig-width", "fig-height", "fig-format", "fig-dpi", "eval", "cache"})
RESERVED = ("lst-", "thm-", "lem-", "cor-", "prp-", "cnj-", "def-", "exm-", "exr-", "sol-", "rem-")
EXTERNAL = re.compile(r"<(?:script|img|link|iframe)\b[^>]*?(?:src|href)\s*=\s*[\"']?(?:https?:)?//")
WIDGET = re.compile(r"require\.js|requirejs|jquery|<script", re.IGNORECASE)
BIBLIOGRAPHY_KEY = re.compile(r"^\s*@\w+\s*\{\s*([^,\s]+)\s*,", re.MULTILINE)


def book_problems(book: Path) -> list[str]:
    """Everything in a staged book that an engine would get wrong, most often in silence.

    Parameters
    ----------
    book
        The staged book.

    Returns
    -------
    list of str
        ``file: label: problem: remedy``; empty for a good book.
    """
    problems = [*_setting_problems(book), *_file_problems(book)]
    if problems:
        return problems
    for file in sorted(book.glob("*.ipynb")):
        problems += _notebook_problems(file)
    if any(": options are not YAML" in problem for problem in problems):
        return problems
    return [*problems, *_reference_problems(book)]


def _setting_problems(book: Path) -> Iterator[str]:
    file = "_quarto.yml"
    try:
        settings = book_settings(book)
    except (OSError, yaml.YAMLError) as error:
        yield f"{file}: book: not readable ({error}): write it as YAML."
        return
    if settings.get("execute", {}).get("enabled") is not False:
        yield f"{file}: execute: the engine may run code: set `execute: enabled: false`."
    if settings.get("format", {}).get("html", {}).get("html-math-method") != "mathml":
        yield f"{file}: format: formulas would be loaded from the network: use mathml."
    if not settings.get("book", {}).get("author"):
        yield f"{file}: book: no author, without which there is no Typst book: add `author`."
    if settings.get("citeproc") is not True:
        yield f"{file}: citeproc: no list of works in the PDF: set `citeproc: true`."


def _file_problems(book: Path) -> Iterator[str]:
    for path in sorted(book.rglob("*")):
        if path.is_symlink():
            name = path.relative_to(book)
            yield f"{name}: file: a symbolic link breaks cross-references: copy the file."
    try:
        chapters = book_settings(book)["book"]["chapters"]
    except (OSError, yaml.YAMLError, KeyError):
        return
    for name in chapters:
        path = book / name
        if not path.is_file():
            yield f"_quarto.yml: {name}: the chapter does not exist: stage the book again."
        elif not path.resolve().is_relative_to(book.resolve()):
            yield f"_quarto.yml: {name}: the chapter lies outside the book: copy it into the book."


def _notebook_problems(file: Path) -> list[str]:
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    problems: list[str] = []
    for i, stored in enumerate(cells):
        cell = {**stored, "source": "".join(stored["source"])}
        if cell["cell_type"] == "code":
            where = f"{file.name}: {cell_name(cell, i)}"
            problems += [f"{where}: {problem}" for problem in _cell_problems(cell)]
    first = "".join(cells[0]["source"]) if cells else ""
    if not re.match(r"# .+\{#sec-[\w-]+\}", first):
        problems.append(
            f"{file.name}: cell 1: no title that can be referred to: "
            "start the chapter with `# Title {#sec-name}`."
        )
    return problems


def _cell_problems(cell: Mapping[str, Any]) -> Iterator[str]:
    try:
        options, code = split_options(cell["source"])
    except ValueError as error:
        yield str(error)
        return
    yield from _option_problems(options, code)
    if options.get("include") is False:
        return
    yield from _label_problems(options, cell)
    for output in cell.get("outputs", []):
        if output["output_type"] == "error":
            yield f"the stored copy failed with {output['ename']}: execute the chapter again."
        yield from _widget_problems(output)
        if set(output.get("data", ())) == {"text/plain"}:
            text = "".join(output["data"]["text/plain"]).strip()
            yield f"its last value is shown ({text[:40]}): end the cell in an assignment."
    for kind, content, _ in displayed(cell):
        if kind in ("text/html", "text/markdown", "image/svg+xml") and _loads("".join(content)):
            yield "the output loads something from the network: display it from this machine."


def _option_problems(options: Mapping[str, Any], code: str) -> Iterator[str]:
    for name in options:
        if name in WITHOUT_EFFECT:
            yield f"option `{name}` does nothing in an executed notebook: set it in the figure."
        elif name not in KNOWN_OPTIONS:
            yield f"option `{name}` is not known: correct the name."
    if any(OPTION_LINE.match(line) for line in code.splitlines()):
        yield "option lines below the code are ignored: move them to the top of the cell."


def _label_problems(options: Mapping[str, Any], cell: Mapping[str, Any]) -> Iterator[str]:
    label = str(options.get("label", ""))
    shown = [kind for kind, _, _ in displayed(cell)]
    images = [kind for kind in shown if kind.startswith("image/")]
    if label.startswith("fig-"):
        yield from _figure_problems(options, images)
    elif images:
        yield "an image without a label gets no number: add `label: fig-name`."
    if label.startswith("tbl-"):
        if not options.get("tbl-cap"):
            yield "a table without caption: add `tbl-cap`."
        if not {"text/markdown", "text/html"} & set(shown):
            yield "no table in the output: display it as markdown or HTML."
    if label.startswith(RESERVED):
        yield "only fig-, tbl-, sec- and eq- labels work in both engines: rename it."
    if label != label.lower():
        yield "Quarto writes labels in lower case: rename it."


def _figure_problems(options: Mapping[str, Any], images: list[str]) -> Iterator[str]:
    if not options.get("fig-cap"):
        yield "a figure without caption: add `fig-cap`."
    if not any(text.strip() for text in listed(options.get("fig-alt"))):
        yield "a figure without alt text: add `fig-alt`."
    below, alts = listed(options.get("fig-subcap")), listed(options.get("fig-alt"))
    if not images:
        yield "no image in the output: end the cell with the figure."
    if below and len(below) != len(images):
        yield f"{len(below)} sub-captions for {len(images)} images: write one for each."
    if len(alts) not in (1, len(images)) and alts:
        yield f"{len(alts)} alt texts for {len(images)} images: write one for each."


def _loads(text: str) -> bool:
    return EXTERNAL.search(text) is not None


def _widget_problems(output: Mapping[str, Any]) -> Iterator[str]:
    data = output.get("data", {})
    if any("widget" in kind or kind == "application/javascript" for kind in data):
        yield "a widget does not work on a printed page: show a figure or a table."
    elif WIDGET.search("".join(data.get("text/html", ""))):
        yield "the output brings a script: show a figure or a table."


def _reference_problems(book: Path) -> list[str]:
    try:
        with tempfile.TemporaryDirectory() as work:
            read = parsed(book, figures=Path(work) / "figures")
    except BookError as error:
        return error.problems or [str(error)]
    found = outline(read.documents)
    file = {page.html: page.source for page in read.pages}
    works = set(BIBLIOGRAPHY_KEY.findall(_bibliography(book)))
    return [
        *(
            f"{file[page]}: @{key}: nothing has this label: correct the reference, or label it."
            for key, page in found.unresolved().items()
        ),
        *(
            f"{file[found.labels[key].page]}: {key}: the label stands twice: rename one."
            for key in found.repeated
        ),
        *(
            f"{file[found.cited[key]]}: @{key}: not in references.bib: add or correct the work."
            for key in found.works()
            if key not in works
        ),
        *(
            f"{file[label.page]}: {key}: a label on a page without number: remove the label."
            for key, label in found.labels.items()
            if not label.number or not found.chapter(label.page)
        ),
        *_shortcode_problems(book),
    ]


def _bibliography(book: Path) -> str:
    file = book / str(book_settings(book)["bibliography"])
    return file.read_text(encoding="utf-8")


def _shortcode_problems(book: Path) -> Iterator[str]:
    for file in sorted([*book.glob("*.qmd"), *book.glob("*.ipynb")]):
        for found in sorted(set(re.findall(r"\{\{<.*?>\}\}", file.read_text(encoding="utf-8")))):
            yield f"{file.name}: {found}: not put in while staging: publish the value."
