"""Claims of the original posts, judged by rules over published results.

A rule is an expression such as ``face_rate.ae.cube.b1_5 < 0.25 * face_rate.original``: names of
results (with ``.low`` and ``.high`` for the ends of their intervals), numbers, arithmetic,
comparisons, ``and``, ``or``, ``not``, ``abs``, ``min`` and ``max``.
"""

import ast
import math
import operator
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.results import Result

Numbers = Mapping[str, float]

REPRODUCED, DIFFERS, REFUTED = "reproduced", "differs", "refuted"
UNDECIDED = "not decidable here"
VERDICTS = (REPRODUCED, DIFFERS, REFUTED, UNDECIDED)

ARITHMETIC: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
}
FUNCTIONS: dict[str, Callable[..., float]] = {"abs": abs, "min": min, "max": max}
PLACE = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)\}")


@dataclass(frozen=True)
class Claim:
    """A statement of the posts, and the rules that judge it.

    Parameters
    ----------
    id
        Its number in the ledger, such as ``C9``.
    source
        Key of the post in the bibliography.
    text
        What is claimed, in our words.
    reported
        What the post gives for it.
    measured
        What we measured, with the names of results in braces.
    why
        What stands behind the verdict, or what is missing for one.
    decidable
        Rule without which no verdict is given; empty where this edition can never give one. Rules
        may also use ``edition.images`` and ``edition.celeba``.
    reproduced, refuted
        Rules. Where neither holds, the verdict is "differs". One may be empty, where nothing that
        is measured could show it: that something *can* happen is not refuted by runs in which it
        does not.
    after_numbers
        Whether they were written, or written anew, after numbers of an edition had been seen.
    """

    id: str
    source: str
    text: str
    reported: str
    measured: str
    why: str
    decidable: str = "edition.images >= 5000"
    reproduced: str = ""
    refuted: str = ""
    after_numbers: bool = False

    def __post_init__(self) -> None:
        """Refuse a claim that could be judged and has no rules."""
        if self.decidable and not (self.reproduced or self.refuted):
            msg = f"`{self.id}` must have a rule `reproduced` or `refuted`, or no `decidable`."
            raise ValueError(msg)


def read_claims(file: str | Path) -> list[Claim]:
    """Claims of a TOML file, in its order.

    Raises
    ------
    ValueError
        If a claim has an unknown key or lacks one, or two have the same id.
    """
    tables = tomllib.loads(Path(file).read_text("utf-8"))["claim"]
    try:
        claims = [Claim(**table) for table in tables]
    except TypeError as error:
        msg = f"`{file}` has a claim with a wrong or missing key: {error}."
        raise ValueError(msg) from error
    ids = [claim.id for claim in claims]
    if twice := {name for name in ids if ids.count(name) > 1}:
        msg = f"`id` of a claim must be its own, got twice: {sorted(twice)}."
        raise ValueError(msg)
    return claims


def numbers_of(results: Mapping[str, Result]) -> dict[str, float]:
    """Values of results by name, and the ends of their intervals by ``name.low``, ``name.high``."""
    numbers = {}
    for name, result in results.items():
        numbers[name] = result["value"]
        numbers |= {f"{name}.{end}": result[end] for end in ("low", "high") if end in result}
    return numbers


def verdict(claim: Claim, numbers: Numbers) -> str:
    """What the measurements say of a claim: one of `VERDICTS`.

    Parameters
    ----------
    claim
        The claim with its rules.
    numbers
        Values by name.

    Raises
    ------
    ValueError
        If a rule uses a name without a value, or more than the language of rules has.
    """
    if not claim.decidable or not evaluated(claim.decidable, numbers):
        return UNDECIDED
    if any(math.isnan(numbers.get(name, 0.0)) for name in names_used(claim)):
        return UNDECIDED
    reproduced, refuted = (
        bool(rule) and evaluated(rule, numbers) for rule in (claim.reproduced, claim.refuted)
    )
    if reproduced and refuted:
        msg = f"`{claim.id}` must not be both reproduced and refuted. Correct its rules."
        raise ValueError(msg)
    return REPRODUCED if reproduced else REFUTED if refuted else DIFFERS


def depends_on_machine(claim: Claim, results: Mapping[str, Result]) -> bool:
    """Whether a rule of the claim uses seconds or memory measured on the reader's machine."""
    used = names_used(claim) & results.keys()
    return any(results[name].get("measured_here", False) for name in used)


def names_used(claim: Claim) -> set[str]:
    """Names of the results that the rules of a claim use."""
    return {
        _dotted(node)
        for rule in (claim.reproduced, claim.refuted, claim.decidable)
        if rule
        for node in ast.walk(ast.parse(rule, mode="eval"))
        if isinstance(node, ast.Attribute)
    }


def evaluated(rule: str, numbers: Numbers) -> float | bool:
    """Value of a rule.

    Examples
    --------
    >>> evaluated("a.b < 2 * c.d and not a.b > 3", {"a.b": 1.0, "c.d": 1.0})
    True
    """
    try:
        return _value(ast.parse(rule, mode="eval").body, numbers)
    except (KeyError, TypeError, SyntaxError) as error:
        msg = f"`rule` must use known names and signs only, got {rule!r}: {error}."
        raise ValueError(msg) from error


def _value(node: ast.AST, numbers: Numbers) -> Any:  # noqa: PLR0911 - one case per kind of node
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name() | ast.Attribute():
            return numbers[_dotted(node)]
        case ast.BinOp():
            return ARITHMETIC[type(node.op)](
                _value(node.left, numbers), _value(node.right, numbers)
            )
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, numbers)
        case ast.UnaryOp(op=ast.Not()):
            return not _value(node.operand, numbers)
        case ast.BoolOp():
            values = [bool(_value(part, numbers)) for part in node.values]
            return all(values) if isinstance(node.op, ast.And) else any(values)
        case ast.Compare():
            values = [_value(part, numbers) for part in (node.left, *node.comparators)]
            pairs = zip(node.ops, values, values[1:], strict=False)
            return all(ARITHMETIC[type(sign)](left, right) for sign, left, right in pairs)
        case ast.Call(func=ast.Name(id=name), keywords=[]):
            return FUNCTIONS[name](*(_value(part, numbers) for part in node.args))
    msg = f"{ast.unparse(node)} is not part of the language of rules"
    raise TypeError(msg)


def _dotted(node: ast.AST) -> str:
    """Name of a result, from its parsed form."""
    return f"{_dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else node.id  # type: ignore[attr-defined]


def filled(text: str, results: Mapping[str, Result]) -> str:
    """`text` with the printed texts of the results that it names in braces.

    Raises
    ------
    ValueError
        If a name was not published.
    """
    texts = {name: result["text"] for name, result in results.items()}
    for name, result in results.items():
        if "low_text" in result:
            texts |= {f"{name}.low": result["low_text"], f"{name}.high": result["high_text"]}
    if unknown := [name for name in PLACE.findall(text) if name not in texts]:
        msg = f"`text` must name published results, got {unknown} in {text!r}."
        raise ValueError(msg)
    return PLACE.sub(lambda place: texts[place[1]], text)


def counted(sources: Sequence[str], verdicts: Sequence[str]) -> dict[str, dict[str, int]]:
    """Number of claims by source and verdict, in the order in which sources appear."""
    counts: dict[str, dict[str, int]] = {}
    for source, verdict in zip(sources, verdicts, strict=True):
        of_source = counts.setdefault(source, {})
        of_source[verdict] = of_source.get(verdict, 0) + 1
    return counts
