"""Figures of chapters, shown again on the pages that are not chapters.

The text says ``{{< embed 01_shells.ipynb#fig-shells >}}``, as in Quarto; staging puts the image in
for both engines.
"""

import base64
import re
from pathlib import Path
from typing import Any

import nbformat

from report.engines.cells import cell_name, displayed, split_options
from report.engines.markdown import image_size
from report.problems import BookError

EMBED = re.compile(r"\{\{<\s*embed\s+([\w.-]+\.ipynb)#([\w-]+)\s*>\}\}")
FOLDER = "embedded"
PNG = "image/png"


def with_figures(text: str, *, page: str, book: Path) -> str:
    """Text of a page with the figures that it embeds.

    Parameters
    ----------
    text
        Markdown.
    page
        Name of the page, for messages.
    book
        The folder with the staged chapters; receives the images.

    Raises
    ------
    BookError
        If a chapter has no such figure.
    """

    def image(place: re.Match[str]) -> str:
        cell = _labelled_cell(book / place[1], place[2], page)
        images = [shown[1:] for shown in displayed(cell) if shown[0] == PNG]
        if not images:
            msg = f"{page}: {place[1]}#{place[2]} shows no PNG image: embed another figure."
            raise BookError(msg)
        content, metadata = images[0]
        file = book / FOLDER / f"{place[2]}.png"
        file.parent.mkdir(exist_ok=True)
        data = base64.b64decode(content)
        file.write_bytes(data)
        options, _ = split_options(cell["source"])
        alt = str(options.get("fig-alt", "")).replace('"', "'")
        caption = options.get("fig-cap", "")
        width, height = image_size(PNG, data, metadata)
        size = f"width={width:.0f} height={height:.0f}"
        return f'![{caption}]({FOLDER}/{file.name}){{fig-alt="{alt}" {size}}}'

    return EMBED.sub(image, text)


def _labelled_cell(notebook: Path, label: str, page: str) -> Any:
    if notebook.is_file():
        cells = nbformat.read(notebook, as_version=4).cells
        for place, cell in enumerate(cells):
            if cell.cell_type == "code" and cell_name(cell, place) == label:
                return cell
    msg = f"{page}: {notebook.name}#{label} is no figure of the book: correct the name."
    raise BookError(msg)
