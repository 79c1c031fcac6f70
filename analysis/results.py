"""Numbers leave a chapter by name: `Results` collects them and writes one JSON file."""

import itertools
import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from data.atomic import replacing

NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)+")
EXPONENT = re.compile(r"e([+-]\d+)$")
UNDECIDED = "not decidable"  # how NaN prints: too few points for the statistic
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Result(TypedDict, total=False):
    """One published number with its interval, unit and printed text."""

    value: float
    low: float
    high: float
    unit: str
    text: str
    low_text: str
    high_text: str
    measured_here: bool


def printed(value: float, form: str) -> str:
    """`value` as prose prints it.

    Parameters
    ----------
    value
        A number; NaN is a statistic for which there are too few points.
    form
        A format specification of Python, such as ``".1f"``, ``".0%"``, ``",d"`` or ``".2e"``.

    Examples
    --------
    >>> printed(0.7215, ".0%"), printed(0.0000123, ".1e"), printed(-2.5, ".1f")
    ('72 %', '1.2 × 10⁻⁵', '−2.5')
    """
    if math.isnan(value):
        return UNDECIDED
    text = format(round(value) if form.endswith("d") else value, form)
    exponent = EXPONENT.search(text)
    if exponent:
        power = str(int(exponent[1])).translate(SUPERSCRIPT)
        return f"{text[: exponent.start()]} × 10{power}".replace("-", "−")
    return text.replace("%", " %").replace("-", "−")


@dataclass
class Results:
    """The results of one chapter.

    Parameters
    ----------
    chapter
        Name of the chapter, which names the file: ``results/<chapter>.json``.

    Examples
    --------
    >>> results = Results("06_radius_and_components")
    >>> results.publish("cloud.radius.ae.mean", 16.41, low=16.2, high=16.6, unit="latent units")
    >>> results.published["cloud.radius.ae.mean"]["text"]
    '16.41'
    """

    chapter: str
    published: dict[str, Result] = field(default_factory=dict)

    def publish(
        self,
        name: str,
        value: float,
        *,
        low: float | None = None,
        high: float | None = None,
        unit: str = "",
        form: str = ".4g",
        text: str | None = None,
        measured_here: bool = False,
        or_undecided: bool = False,
    ) -> None:
        """Publish a number.

        Parameters
        ----------
        name
            Dotted lower-case name, most general word first.
        value
            The number. [unit]
        low, high
            Ends of its 95 % interval. [unit]
        unit
            Unit in words; empty for a pure number.
        form
            Format of the printed text.
        text
            The printed text where a number would not do, such as a verdict.
        measured_here
            True for what depends on the machine (seconds, memory, speed).
        or_undecided
            True for a statistic that is NaN where there are too few points; it prints as "not
            decidable", and so does a claim that rests on it.

        Raises
        ------
        ValueError
            If the name is malformed or taken, a number is not finite, or `low` > `high`.
        """
        self._check(name)
        undecided = or_undecided and math.isnan(value)
        if not undecided:
            _check_interval(name, value, low, high)
        result = Result(value=float(value), unit=unit, text=text or printed(value, form))
        if low is not None and high is not None:
            result |= Result(low=float(low), high=float(high))
            result |= Result(low_text=printed(low, form), high_text=printed(high, form))
        if measured_here:
            result["measured_here"] = True
        self.published[name] = result

    def _check(self, name: str) -> None:
        if not NAME.fullmatch(name):
            msg = f"`name` must be dotted lower-case words, got {name!r}."
            raise ValueError(msg)
        if clash := prefix_clash([*self.published, name]):
            msg = f"`name` {name!r} is taken or is a prefix of another: {clash}. Rename one."
            raise ValueError(msg)

    def write(self, folder: str | Path) -> None:
        """Write ``results/<chapter>.json`` below an edition's `folder`, whole or not at all."""
        target = Path(folder) / "results" / f"{self.chapter}.json"
        text = json.dumps(self.published, indent=1, sort_keys=True, ensure_ascii=False)
        with replacing(target) as partial:
            partial.write_text(text + "\n", encoding="utf-8")


def _check_interval(name: str, value: float, low: float | None, high: float | None) -> None:
    numbers = [value] + [end for end in (low, high) if end is not None]
    if not all(math.isfinite(number) for number in numbers):
        msg = f"`value`, `low` and `high` of {name!r} must be finite, got {numbers}."
        raise ValueError(msg)
    if (low is None) != (high is None) or (low is not None and high is not None and low > high):
        msg = f"`low` and `high` of {name!r} must be given together, low <= high: {low}, {high}."
        raise ValueError(msg)


def prefix_clash(names: Iterable[str]) -> list[str]:
    """Names that are published twice or are a prefix of another.

    Examples
    --------
    >>> prefix_clash(["a.b", "a.b.c", "a.d"]), prefix_clash(["a.b1", "a.b1_5"])
    (['a.b'], [])
    """
    ordered = sorted(tuple(name.split(".")) for name in names)
    return [
        ".".join(first)
        for first, second in itertools.pairwise(ordered)
        if second[: len(first)] == first
    ]


def read_results(files: Iterable[Path]) -> dict[str, Result]:
    """All results of several chapters.

    Parameters
    ----------
    files
        Files that `Results.write` made.

    Raises
    ------
    ValueError
        If a name is published twice or is a prefix of another.
    """
    pairs = [item for file in files for item in json.loads(file.read_text("utf-8")).items()]
    if clash := prefix_clash(name for name, _ in pairs):
        msg = f"Results must have names of their own, got twice or as a prefix: {clash}."
        raise ValueError(msg)
    return dict(pairs)
