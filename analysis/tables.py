"""Tables of a page, as Markdown that every engine reads."""

import re
from collections.abc import Iterable, Sequence

from analysis.results import UNDECIDED

NUMBER = re.compile(rf"((about )?[−+±≥≤<>]? ?\d|∞|–|{UNDECIDED}|$)")


def markdown_table(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, widths: Sequence[int] = ()
) -> str:
    """A pipe table with text on the left and numbers on the right of their columns.

    The first column is text; so is every other with a cell that does not begin like a number.

    Parameters
    ----------
    header
        Title of each column.
    rows
        Cells of each row, already printed as they shall appear.
    widths
        Relative widths of the columns; all columns are then text, with lines that may break.

    Raises
    ------
    ValueError
        If a row has another number of cells than the header.

    Examples
    --------
    >>> print(markdown_table(["N", "mean"], [["2", "0.765"]]))
    | N | mean |
    |:--|--:|
    | 2 | 0.765 |
    >>> print(markdown_table(["set", "network", "rate"], [["cube", "AE", "17 % [15, 19]"]]))
    | set | network | rate |
    |:--|:--|--:|
    | cube | AE | 17 % [15, 19] |
    """
    lines: list[Sequence[object]] = [header, *rows]
    if wrong := [line for line in lines if len(line) != len(header)]:
        msg = f"`rows` must have {len(header)} cells each, got {wrong[0]}."
        raise ValueError(msg)
    texts = [
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines
    ]
    numeric = [
        all(NUMBER.match(str(line[column])) for line in lines[1:])
        for column in range(1, len(header))
    ]
    rule = "|:--" + "".join("|--:" if right else "|:--" for right in numeric) + "|"
    if widths:
        rule = "|" + "|".join(":" + "-" * width for width in widths) + "|"
    return "\n".join([texts[0], rule, *texts[1:]])
