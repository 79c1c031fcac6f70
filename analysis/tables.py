"""Tables of a page, as Markdown that every engine reads."""

from collections.abc import Iterable, Sequence


def markdown_table(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, widths: Sequence[int] = ()
) -> str:
    """A pipe table whose first column is text and whose others are right-aligned numbers.

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
    """
    lines: list[Sequence[object]] = [header, *rows]
    if wrong := [line for line in lines if len(line) != len(header)]:
        msg = f"`rows` must have {len(header)} cells each, got {wrong[0]}."
        raise ValueError(msg)
    texts = [
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines
    ]
    rule = "|:--" + "|--:" * (len(header) - 1) + "|"
    if widths:
        rule = "|" + "|".join(":" + "-" * width for width in widths) + "|"
    return "\n".join([texts[0], rule, *texts[1:]])
