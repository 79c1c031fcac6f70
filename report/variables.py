"""Results by name, and the places in the text where they are printed."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from report.problems import BookError

SHORTCODE = re.compile(r"\{\{<\s*var\s+([\w.-]+)\s*>\}\}")


def published_texts(files: Sequence[Path]) -> dict[str, str]:
    """Texts of all results by name, with ``name.low`` and ``name.high`` for intervals.

    Parameters
    ----------
    files
        Result files, one per chapter; one that does not exist publishes nothing.

    Returns
    -------
    dict
        What ``{{< var name >}}`` prints.

    Raises
    ------
    BookError
        If a name is published twice or is a prefix of another.
    """
    owners: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for file in files:
        for name, entry in _entries(file).items():
            owners.setdefault(name, []).append(file.name)
            texts |= _entry_texts(name, entry)
    problems = _name_problems(owners)
    if problems:
        headline = "The results of the chapters contradict each other."
        raise BookError(headline, problems)
    return dict(sorted(texts.items()))


def _entries(file: Path) -> dict[str, dict[str, Any]]:
    if not file.exists():
        return {}
    entries: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return entries


def _name_problems(owners: Mapping[str, Sequence[str]]) -> list[str]:
    problems = [
        f"{' and '.join(files)}: {name}: published twice: rename one of them."
        for name, files in sorted(owners.items())
        if len(files) > 1
    ]
    for name in sorted(owners):
        parents = [".".join(name.split(".")[:i]) for i in range(1, name.count(".") + 1)]
        problems += [
            f"{owners[name][0]}: {name}: `{parent}` is a result too ({owners[parent][0]}): "
            "no name may be a prefix of another, rename one of them."
            for parent in parents
            if parent in owners
        ]
    return problems


def _entry_texts(name: str, entry: Mapping[str, Any]) -> dict[str, str]:
    ends = {f"{name}.{end}": entry.get(f"{end}_text") for end in ("low", "high")}
    return {name: entry["text"], **{key: text for key, text in ends.items() if text is not None}}


def put_values(text: str, values: Mapping[str, str]) -> tuple[str, list[str]]:
    """Text with each ``{{< var name >}}`` replaced, and the names that nobody published.

    Examples
    --------
    >>> put_values("a radius of {{< var cloud.radius >}}", {"cloud.radius": "16.4"})
    ('a radius of 16.4', [])
    >>> put_values("{{< var cloud.width >}}", {})[1]
    ['cloud.width']
    """
    unknown = [name for name in SHORTCODE.findall(text) if name not in values]
    return SHORTCODE.sub(lambda match: values.get(match[1], match[0]), text), unknown


def nested(values: Mapping[str, str]) -> dict[str, Any]:
    """Values as Quarto reads them from ``_variables.yml``: one level per dot.

    Interval ends stay out, since ``a.b`` cannot be a text and a level at once; staging has
    put them into the text already.

    Examples
    --------
    >>> nested({"cloud.radius": "16.4", "cloud.radius.low": "16.2"})
    {'cloud': {'radius': '16.4'}}
    """
    tree: dict[str, Any] = {}
    for name, text in values.items():
        *levels, leaf = name.split(".")
        if leaf in ("low", "high") and ".".join(levels) in values:
            continue
        branch = tree
        for level in levels:
            branch = branch.setdefault(level, {})
        branch[leaf] = text
    return tree
