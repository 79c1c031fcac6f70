"""What a page of the site needs to know of the others: navigation and search."""

import html
import json
from collections.abc import Mapping, Sequence
from typing import Any

from report.engines.outline import Heading, Outline, plain_text

REFERENCES = "references.html"
CONTENTS_DEPTH = 3


def page_variables(settings: Mapping[str, Any], book: Outline, page: str) -> dict[str, Any]:
    """Variables of the page template.

    Parameters
    ----------
    settings
        The staged ``_quarto.yml``.
    book
        Numbers and titles.
    page
        File name of the page in the site.

    Returns
    -------
    dict
        Texts are escaped for HTML.
    """
    names = list(book.headings)
    place = names.index(page)
    details = settings["book"]
    return {
        "book-title": html.escape(details["title"]),
        "book-subtitle": html.escape(details.get("subtitle", "")),
        "book-author": html.escape(details["author"]),
        "footer": html.escape(details.get("page-footer", {}).get("left", "")),
        "pagetitle": html.escape(book.title(page)),
        "front": place == 0,
        "navigation": [{**_entry(book, name), "current": name == page} for name in names],
        "contents": _contents(book.headings[page][1:]),
        "previous": _entry(book, names[place - 1]) if place else False,
        "next": _entry(book, names[place + 1]) if place + 1 < len(names) else False,
    }


def _entry(book: Outline, page: str) -> dict[str, Any]:
    return {
        "href": page,
        "number": book.chapter(page),
        "title": html.escape(book.title(page)),
    }


def _contents(headings: Sequence[Heading]) -> list[dict[str, Any]]:
    return [
        {
            "href": f"#{heading.anchor}",
            "number": heading.number,
            "title": html.escape(heading.title),
            "level": heading.level,
        }
        for heading in headings
        if heading.level <= CONTENTS_DEPTH
    ]


def search_index(documents: Mapping[str, Mapping[str, Any]], book: Outline) -> str:
    """Script that holds the words of all sections, so that search works without a server.

    Parameters
    ----------
    documents
        Pages as pandoc's JSON.
    book
        Titles.

    Returns
    -------
    str
        One assignment; an entry per section: page, anchor, chapter, title, text.
    """
    entries = [
        [page, anchor, book.title(page), title, " ".join(text.split())]
        for page, document in documents.items()
        for anchor, title, text in _sections(document["blocks"])
    ]
    body = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f"window.bookIndex = [\n{body}\n];\n"


def _sections(blocks: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = [("", "", "")]
    for block in blocks:
        if block["t"] == "Header":
            _, (anchor, _, _), inlines = block["c"]
            found.append((anchor, plain_text(inlines), ""))
        else:
            anchor, title, text = found[-1]
            found[-1] = (anchor, title, f"{text} {_searchable(block)}")
    return [section for section in found if section[1] or section[2].strip()]


def _searchable(node: Any) -> str:
    """Words of a block, without code."""
    if isinstance(node, list):
        return "".join(_searchable(item) for item in node)
    if not isinstance(node, dict):
        return ""
    if node.get("t") in ("CodeBlock", "RawBlock", "RawInline"):
        return ""
    if node.get("t") in ("Para", "Plain"):
        return plain_text([word for word in node["c"] if not _formula(word)]) + " "
    return _searchable(node.get("c"))


def _formula(node: Mapping[str, Any]) -> bool:
    """Whether a piece of text is TeX that nobody would search for."""
    return node["t"] in ("Math", "Span") and "\\" in plain_text(node)
