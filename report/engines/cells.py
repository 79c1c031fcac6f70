"""The ``#|`` options of code cells and what a cell leaves behind."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

OPTION_LINE = re.compile(r"^#\| ?(.*)$")
LABEL_LINE = re.compile(r"^#\| *label: *[\"']?([\w.-]+)", re.MULTILINE)
IMAGE_TYPES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}


def split_options(source: str) -> tuple[dict[str, Any], str]:
    r"""Options in the first lines of a code cell, and the code below them.

    Parameters
    ----------
    source
        Text of the cell.

    Returns
    -------
    tuple of dict and str
        Options by name; the code without leading or trailing empty lines.

    Raises
    ------
    ValueError
        If the option lines are no YAML mapping.

    Examples
    --------
    >>> split_options("#| label: fig-shell\nradius = 1")
    ({'label': 'fig-shell'}, 'radius = 1')
    """
    lines = source.splitlines()
    count = next((i for i, line in enumerate(lines) if not OPTION_LINE.match(line)), len(lines))
    text = "\n".join(OPTION_LINE.sub(r"\1", line) for line in lines[:count])
    try:
        options = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        reason = getattr(error, "problem", None) or "not readable"
        msg = f"options are not YAML ({reason}): put texts that hold a colon in quotes."
        raise ValueError(msg) from error
    if not isinstance(options, dict):
        msg = f"options must be `name: value` lines, got {text!r}."
        raise ValueError(msg)  # noqa: TRY004 - the text is wrong, not its type
    return options, "\n".join(lines[count:]).strip("\n")


def cell_name(cell: Mapping[str, Any], position: int) -> str:
    """Label of a code cell where it has one, else its place in the chapter."""
    found = LABEL_LINE.search(cell["source"])
    return found[1] if found else f"cell {position + 1}"


def shown_type(data: Mapping[str, Any]) -> str | None:
    """Media type in which an output is shown: the richest that both engines read."""
    order = ("text/markdown", *IMAGE_TYPES, "text/html", "text/plain")
    return next((name for name in order if name in data), None)


def displayed(cell: Mapping[str, Any]) -> Iterator[tuple[str, Any, Mapping[str, Any]]]:
    """Yield what a cell shows as media type, content and metadata; printed text is text/plain."""
    for output in cell.get("outputs", []):
        if output["output_type"] == "stream":
            yield "text/plain", output["text"], {}
        elif output["output_type"] in ("display_data", "execute_result"):
            kind = shown_type(output["data"])
            if kind:
                yield kind, output["data"][kind], output.get("metadata", {}).get(kind, {})


def listed(value: object) -> Sequence[str]:
    """Option that may be one text or a list of texts, as a list."""
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]
