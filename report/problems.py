"""The one error of the book: everything that is wrong with it, line by line."""

from collections.abc import Sequence


class BookError(ValueError):
    """A book that must not be published.

    Parameters
    ----------
    headline
        What was being done, as a sentence.
    problems
        One line each: where, what, remedy.

    Examples
    --------
    >>> print(BookError("The book cannot be staged.", ["index.qmd: no title."]))
    The book cannot be staged.
      index.qmd: no title.
    """

    def __init__(self, headline: str, problems: Sequence[str] = ()) -> None:
        self.problems = list(problems)
        super().__init__("\n".join([headline, *(f"  {line}" for line in self.problems)]))
