"""Numbers of chapters, sections, figures, tables and equations, counted once for all formats."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

KINDS = {"fig": "Figure", "tbl": "Table", "eq": "Equation", "sec": "Section"}
LABEL = re.compile(r"(fig|tbl|eq|sec)-[\w.-]+")
NUMBERED_DEPTH = 2
VERBATIM = ("Math", "Code")


@dataclass(frozen=True)
class Label:
    """Something that the text can refer to.

    Parameters
    ----------
    name
        What stands before its number: Figure, Table, Equation, Chapter, Section.
    number
        As printed.
    page
        File name of its page in the site.
    """

    name: str
    number: str
    page: str


@dataclass(frozen=True)
class Heading:
    """A heading; `number` is empty where none is printed."""

    level: int
    anchor: str
    number: str
    title: str


@dataclass
class Outline:
    """Everything that is numbered or cited, in reading order.

    Parameters
    ----------
    labels
        By label.
    headings
        By page, file name in the site.
    cited
        Keys that the text names with ``@``, labels and works alike, with the page of first use.
    repeated
        Labels that stand at more than one place.
    """

    labels: dict[str, Label] = field(default_factory=dict)
    headings: dict[str, list[Heading]] = field(default_factory=dict)
    cited: dict[str, str] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)

    def works(self) -> list[str]:
        """Keys of the works cited, in order of first use."""
        return [key for key in self.cited if not LABEL.fullmatch(key.lower())]

    def unresolved(self) -> dict[str, str]:
        """Labels that the text refers to and that do not exist, with their pages."""
        wanted = {key: page for key, page in self.cited.items() if LABEL.fullmatch(key.lower())}
        return {key: page for key, page in wanted.items() if key.lower() not in self.labels}

    def title(self, page: str) -> str:
        """Title of a page: its first heading."""
        return self.headings[page][0].title if self.headings[page] else page

    def chapter(self, page: str) -> str:
        """Count of a chapter, empty for pages without one."""
        return self.headings[page][0].number if self.headings[page] else ""


def outline(documents: Mapping[str, Mapping[str, Any]]) -> Outline:
    """Numbers of everything in the book.

    Parameters
    ----------
    documents
        Pages as pandoc's JSON, by file name in the site, in reading order.

    Returns
    -------
    Outline
        Chapters are counted through the book, the rest within its chapter.
    """
    book = Outline()
    chapter = 0
    for page, document in documents.items():
        book.headings[page] = []
        counts = dict.fromkeys(KINDS, 0)
        sections = [chapter, 0]
        for element in _elements(document["blocks"]):
            if element["t"] == "Header":
                _count_heading(book, page, element["c"], sections)
            elif element["t"] == "Cite":
                for citation in element["c"][0]:
                    book.cited.setdefault(citation["citationId"], page)
            else:
                _count_label(book, page, element, sections[0], counts)
        chapter = sections[0]
    return book


def _elements(node: Any) -> Iterator[dict[str, Any]]:
    """All elements below a node, in reading order."""
    if isinstance(node, dict):
        if "t" in node:
            yield node
        for value in node.values():
            yield from _elements(value)
    elif isinstance(node, list):
        for value in node:
            yield from _elements(value)


def _count_heading(book: Outline, page: str, content: Any, sections: list[int]) -> None:
    level, (anchor, classes, _), inlines = content
    numbered = "unnumbered" not in classes and level <= NUMBERED_DEPTH
    number = ""
    if numbered and level == 1:
        sections[:] = [sections[0] + 1, 0]
        number = str(sections[0])
    elif numbered and book.chapter(page):
        sections[1] += 1
        number = f"{sections[0]}.{sections[1]}"
    book.headings[page].append(Heading(level, anchor, number, plain_text(inlines)))
    if anchor.startswith("sec-"):
        _add(book, anchor, Label("Chapter" if level == 1 else "Section", number, page))


def _count_label(
    book: Outline, page: str, element: Mapping[str, Any], chapter: int, counts: dict[str, int]
) -> None:
    anchor, classes = _identity(element)
    if not LABEL.fullmatch(anchor):
        return
    kind = anchor.partition("-")[0]
    if "book-panel" in classes:
        whole, _, place = anchor.rpartition("-")
        letter = chr(ord("a") + int(place) - 1)
        number = f"{book.labels[whole].number} ({letter})"
    else:
        counts[kind] += 1
        number = f"{chapter}.{counts[kind]}"
    _add(book, anchor, Label(KINDS[kind], number, page))


def _identity(element: Mapping[str, Any]) -> tuple[str, Sequence[str]]:
    if element["t"] not in ("Div", "Span"):
        return "", []
    anchor, classes, _ = element["c"][0]
    return anchor, classes


def _add(book: Outline, anchor: str, label: Label) -> None:
    if anchor in book.labels:
        book.repeated.append(anchor)
    book.labels.setdefault(anchor, label)


def plain_text(node: Any) -> str:
    """Words of a piece of pandoc's JSON.

    Examples
    --------
    >>> plain_text([{"t": "Str", "c": "tiny"}, {"t": "Space"}, {"t": "Str", "c": "KL"}])
    'tiny KL'
    """
    if isinstance(node, list):
        return "".join(plain_text(item) for item in node)
    if not isinstance(node, dict) or node.get("t") == "Cite":
        return ""
    kind, content = node.get("t"), node.get("c")
    if kind in {"Space", "SoftBreak", "LineBreak"}:
        return " "
    if kind == "Str":
        return str(content)
    return plain_text(content) if kind not in VERBATIM or content is None else str(content[1])
