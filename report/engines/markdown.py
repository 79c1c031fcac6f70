"""Staged pages as markdown: what a cell shows becomes marked blocks that the filters know."""

import base64
import html
import json
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from report.engines.cells import IMAGE_TYPES, displayed, listed, split_options

PNG_RESOLUTION = re.compile(rb"pHYs(.{4})(.{4})\x01", re.DOTALL)
INCHES_PER_METRE = 39.3701
SCREEN_RESOLUTION = 96.0


@dataclass(frozen=True)
class Page:
    """One page of the book.

    Parameters
    ----------
    source
        File name in the staged book.
    markdown
        Its text, with code and outputs in marked blocks.
    """

    source: str
    markdown: str

    @property
    def stem(self) -> str:
        """File name without its ending."""
        return Path(self.source).stem

    @property
    def html(self) -> str:
        """File name in the site."""
        return f"{self.stem}.html"


def book_settings(book: Path) -> dict[str, Any]:
    """Contents of the staged book's ``_quarto.yml``."""
    settings: dict[str, Any] = yaml.safe_load((book / "_quarto.yml").read_text(encoding="utf-8"))
    return settings


def pages(book: Path, *, figures: Path) -> list[Page]:
    """All pages of the staged book in reading order.

    Parameters
    ----------
    book
        The staged book.
    figures
        Folder that receives the images of the notebooks, in one folder per chapter.

    Returns
    -------
    list of Page
        Image addresses in the text are relative to the parent of `figures`.
    """
    return [_page(book / name, figures) for name in book_settings(book)["book"]["chapters"]]


def _page(file: Path, figures: Path) -> Page:
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".ipynb":
        return Page(file.name, text)
    blocks: list[str] = []
    for cell in json.loads(text)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            blocks.append(source)
        elif cell["cell_type"] == "code":
            name = f"{len(blocks) + 1:03d}"
            blocks.extend(_code_cell({**cell, "source": source}, figures / file.stem, name))
    return Page(file.name, "\n\n".join(blocks) + "\n")


def _code_cell(cell: Mapping[str, Any], figures: Path, name: str) -> Iterator[str]:
    options, code = split_options(cell["source"])
    if options.get("include") is False:
        return
    if options.get("echo") is not False and code:
        yield _code_block(code, options)
    if options.get("output") is False:
        return
    label = str(options.get("label", ""))
    file = figures / (label or f"cell-{name}")
    parts = [_shown(shown, file, i, options) for i, shown in enumerate(displayed(cell))]
    if label.startswith(("fig-", "tbl-")) and parts:
        yield _labelled(label, parts, options)
    else:
        yield from parts


def _code_block(code: str, options: Mapping[str, Any]) -> str:
    fence = "`" * (max((len(run) for run in re.findall("`+", code)), default=2) + 1)
    fence = max(fence, "```", key=len)
    fold = "false" if options.get("code-fold") is False else "true"
    summary = html.escape(str(options.get("code-summary", "Code")))
    return (
        f'::: {{.book-code fold="{fold}" summary="{summary}"}}\n{fence}python\n{code}\n{fence}\n:::'
    )


def _labelled(label: str, parts: Sequence[str], options: Mapping[str, Any]) -> str:
    kind = "figure" if label.startswith("fig-") else "table"
    caption = options.get("fig-cap" if kind == "figure" else "tbl-cap", "")
    below = listed(options.get("fig-subcap" if kind == "figure" else "tbl-subcap"))
    if below:
        parts = [_panel(f"{label}-{i + 1}", part, text) for i, (part, text) in
                 enumerate(zip(parts, below, strict=False))]  # fmt: skip
    columns = int(options.get("layout-ncol", len(parts) if below else 1))
    inner = "\n\n".join(parts)
    return (
        f'::::::: {{#{label} .book-{kind} columns="{columns}"}}\n{inner}\n\n'
        f"::: {{.book-caption}}\n{caption}\n:::\n:::::::"
    )


def _panel(label: str, part: str, caption: str) -> str:
    return f"::::: {{#{label} .book-panel}}\n{part}\n\n::: {{.book-caption}}\n{caption}\n:::\n:::::"


def _shown(
    output: tuple[str, Any, Mapping[str, Any]],
    file: Path,
    position: int,
    options: Mapping[str, Any],
) -> str:
    kind, content, metadata = output
    if kind in IMAGE_TYPES:
        path = file.with_name(f"{file.name}-{position + 1}.{IMAGE_TYPES[kind]}")
        return _image(kind, content, metadata, path, _alt(options, position))
    text = "".join(content)
    if kind == "text/markdown" or options.get("output") == "asis":
        return text
    if kind == "text/html":
        return f"```{{=html}}\n{text}\n```"
    fence = "`" * 6
    return f"{fence}{{.book-output}}\n{text.rstrip()}\n{fence}"


def _alt(options: Mapping[str, Any], position: int) -> str:
    texts = listed(options.get("fig-alt"))
    if not texts:
        return ""
    return texts[min(position, len(texts) - 1)]


def _image(kind: str, content: Any, metadata: Mapping[str, Any], path: Path, alt: str) -> str:
    text = "".join(content)
    data = text.encode() if kind == "image/svg+xml" else base64.b64decode(text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    width, height = image_size(kind, data, metadata)
    size = f' width="{width:.0f}" height="{height:.0f}"' if width else ""
    address = f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
    quoted = html.escape(" ".join(alt.split())).replace("\\", "\\\\")
    return f'![]({address}){{book-alt="{quoted}"{size}}}'


def image_size(kind: str, data: bytes, metadata: Mapping[str, Any]) -> tuple[float, float]:
    """Width and height at which an image is meant to be shown.

    Parameters
    ----------
    kind
        Media type.
    data
        The file's bytes.
    metadata
        What the notebook says of the image, which counts most.

    Returns
    -------
    tuple of float
        Zero for both if the image does not say. [1/96 inch]
    """
    if "width" in metadata and "height" in metadata:
        return float(metadata["width"]), float(metadata["height"])
    if kind != "image/png":
        return 0.0, 0.0
    width, height = struct.unpack(">II", data[16:24])
    found = PNG_RESOLUTION.search(data[:4096])
    if found is None:
        return float(width), float(height)
    dots_per_inch = int.from_bytes(found[1], "big") / INCHES_PER_METRE
    scale = SCREEN_RESOLUTION / dots_per_inch
    return width * scale, height * scale
