"""The engine that needs nothing but packages: pandoc for the site, Typst for the PDF."""

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typst

from data.atomic import replacing
from report.engines.markdown import book_settings
from report.engines.outline import Outline, outline
from report.engines.parsing import HERE, Parsed, parsed, run_pandoc
from report.engines.site import REFERENCES, page_variables, search_index
from report.folders import fresh_folder
from report.problems import BookError

ASSETS = ("book.css", "book.js", "scheme.js")


@dataclass(frozen=True)
class Draft:
    """A book that was read and counted, ready to be written.

    Parameters
    ----------
    settings
        The staged ``_quarto.yml``.
    parsed
        Its pages.
    outline
        Its numbers.
    folder
        Where the images lie (in ``figures``), and what is written on the way.
    bibliography
        The file of works.
    """

    settings: dict[str, Any]
    parsed: Parsed
    outline: Outline
    folder: Path
    bibliography: Path


def render_with_pandoc(book: Path, *, site: Path, pdf: Path) -> tuple[list[str], list[str]]:
    """Write the site and the PDF of a staged book.

    Parameters
    ----------
    book
        The staged book.
    site
        The site's folder, emptied first.
    pdf
        The PDF file.

    Returns
    -------
    tuple of list
        Pages written; notes for the reader of the log.

    Raises
    ------
    BookError
        If pandoc or Typst cannot read something.
    """
    with tempfile.TemporaryDirectory() as work:
        draft = _draft(book, Path(work))
        notes = _write_pdf(draft, pdf)
        with fresh_folder(site) as folder:
            _write_site(draft, folder)
    return list(draft.parsed.documents), notes


def _draft(book: Path, folder: Path) -> Draft:
    settings = book_settings(book)
    pages = parsed(book, figures=folder / "figures")
    _copy_images(book, folder)
    bibliography = (book / settings["bibliography"]).absolute()
    return Draft(settings, pages, outline(pages.documents), folder, bibliography)


def _copy_images(book: Path, folder: Path) -> None:
    """Images that the pages show by file name keep their place beside the pages."""
    for file in sorted(book.rglob("*")):
        if file.suffix in (".png", ".svg", ".jpg") and file.is_file():
            target = folder / file.relative_to(book)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)


def _write_site(draft: Draft, site: Path) -> None:
    for page, document in draft.parsed.documents.items():
        variables = page_variables(draft.settings, draft.outline, page)
        defaults = _defaults(draft, page, variables)
        arguments = [
            "--to=html5",
            "--mathml",
            f"--template={HERE / 'page.html'}",
            *([] if page == REFERENCES else [f"--metadata=references-page:{REFERENCES}"]),
        ]
        text = _written(draft, document, page, [*arguments, f"--defaults={defaults}"])
        (site / page).write_text(text, encoding="utf-8")
    shutil.copytree(draft.folder, site, dirs_exist_ok=True, ignore=_only_images)
    assets = site / "assets"
    assets.mkdir()
    for name in ASSETS:
        shutil.copyfile(HERE / name, assets / name)
    index = search_index(draft.parsed.documents, draft.outline)
    (assets / "search-index.js").write_text(index, encoding="utf-8")


def _only_images(folder: str, names: Sequence[str]) -> set[str]:
    images = (".png", ".svg", ".jpg")
    return {name for name in names if (Path(folder) / name).is_file() and not name.endswith(images)}


def _defaults(draft: Draft, page: str, variables: dict[str, Any]) -> Path:
    path = draft.folder / f"{page}.defaults.yaml"
    path.write_text(json.dumps({"variables": variables}), encoding="utf-8")
    return path


def _written(draft: Draft, document: dict[str, Any], page: str, arguments: Sequence[str]) -> str:
    """Text of a document, its references resolved from the numbers of the whole book."""
    data = draft.folder / f"{page}.book.json"
    data.write_text(json.dumps(_book_data(draft, page)), encoding="utf-8")
    works = {**document, "meta": {**document["meta"], "nocite": _all_works(draft.outline)}}
    common = [
        "--from=json",
        f"--metadata=book-data:{data}",
        "--metadata=lang:en-GB",
        "--metadata=link-citations:true",
        f"--bibliography={draft.bibliography}",
        f"--lua-filter={HERE / 'book.lua'}",
        "--citeproc",
        f"--lua-filter={HERE / 'citations.lua'}",
    ]
    what = page or "the PDF"
    return run_pandoc([*common, *arguments], json.dumps(works), folder=draft.folder, what=what)


def _book_data(draft: Draft, page: str) -> dict[str, Any]:
    headings = draft.outline.headings
    anchors = [heading for heading in headings.get(page, []) if heading.number]
    return {
        "page": page,
        "labels": {key: asdict(label) for key, label in draft.outline.labels.items()},
        "numbers": {heading.anchor: heading.number for heading in anchors},
        "pages": {
            item.source: {"file": item.html, "anchor": headings[item.html][0].anchor}
            for item in draft.parsed.pages
        },
    }


def _all_works(book: Outline) -> dict[str, Any]:
    """Every work of the book, so that 2022a is the same post on every page."""
    mode = {"t": "NormalCitation"}
    citations = [
        {
            "citationId": key,
            "citationPrefix": [],
            "citationSuffix": [],
            "citationMode": mode,
            "citationNoteNum": 0,
            "citationHash": 0,
        }
        for key in book.works()
    ]
    return {"t": "MetaInlines", "c": [{"t": "Cite", "c": [citations, []]}] if citations else []}


def _write_pdf(draft: Draft, pdf: Path) -> list[str]:
    document = _joined(draft)
    settings = draft.settings["book"]
    names = ("title", "subtitle", "author")
    variables = {name: settings[name] for name in names if name in settings}
    variables["edition"] = settings.get("page-footer", {}).get("left", "")
    defaults = _defaults(draft, "book", variables)
    arguments = ["--to=typst", f"--template={HERE / 'book.typ'}", f"--defaults={defaults}"]
    source = draft.folder / "book.typ"
    source.write_text(_written(draft, document, "", arguments), encoding="utf-8")
    with replacing(pdf) as partial:
        return _compile(source, partial)


def _compile(source: Path, pdf: Path) -> list[str]:
    def compiled(standards: list[Any]) -> None:
        typst.compile(
            str(source),
            output=str(pdf),
            root=str(source.parent),
            ignore_system_fonts=True,
            pdf_standards=standards,
            timestamp=0,
        )

    try:
        compiled(["ua-1"])
    except typst.TypstError as error:
        if "PDF/UA" not in str(error.message):
            headline = "Typst cannot set the PDF."
            raise BookError(headline, str(error.diagnostic).splitlines()) from error
        compiled([])
        return [f"The PDF is not PDF/UA-1: {error.message}."]
    return []


def _joined(draft: Draft) -> dict[str, Any]:
    """One document of all pages; anchors that only a page needs carry the page's name."""
    first, *_ = draft.parsed.documents.values()
    blocks: list[Any] = []
    for page, document in draft.parsed.documents.items():
        local = {
            heading.anchor: f"{Path(page).stem}--{heading.anchor}"
            for heading in draft.outline.headings[page][1:]
            if heading.anchor not in draft.outline.labels
        }
        blocks.extend(_renamed(document["blocks"], local))
    return {**first, "meta": {}, "blocks": blocks}


def _renamed(node: Any, anchors: dict[str, str]) -> Any:
    if isinstance(node, list):
        return [_renamed(item, anchors) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("t") == "Header":
        level, (anchor, classes, pairs), inlines = node["c"]
        name = anchors.get(anchor, anchor)
        return {"t": "Header", "c": [level, [name, classes, pairs], _renamed(inlines, anchors)]}
    if node.get("t") == "Link":
        attributes, inlines, (target, title) = node["c"]
        if target.startswith("#"):
            target = "#" + anchors.get(target[1:], target[1:])
        return {"t": "Link", "c": [attributes, _renamed(inlines, anchors), [target, title]]}
    return {key: _renamed(value, anchors) for key, value in node.items()}
