"""The staged book: current prose, executed outputs and published values in one folder."""

import ast
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import yaml

from report.embedding import with_figures
from report.engines.cells import IMAGE_TYPES, cell_name, split_options
from report.engines.rules import BIBLIOGRAPHY_KEY
from report.folders import fresh_folder
from report.problems import BookError
from report.variables import nested, published_texts, put_values

KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
HEADING = re.compile(r"^# .*$", re.MULTILINE)
NOT_STAGED = shutil.ignore_patterns(".*", "__pycache__", "*.toml")


@dataclass(frozen=True)
class Staging:
    """What is put into every page.

    Parameters
    ----------
    values
        Published texts by name.
    mark
        Words of the note that a page of a small edition carries, if it carries one.
    unknown
        Grows by one line for each name that is used and not published.
    """

    values: Mapping[str, str]
    mark: str | None = None
    unknown: list[str] = field(default_factory=list)

    def filled(self, text: str, *, file: str) -> str:
        """Text with its values put in."""
        full, unknown = put_values(text, self.values)
        self.unknown.extend(
            f"{file}: {name}: used in the text and published by no chapter: "
            "publish it, or correct the name."
            for name in unknown
            if not any(line.startswith(f"{file}: {name}: ") for line in self.unknown)
        )
        return full

    def marked(self, text: str) -> str:
        """Page text with the edition's note below its first heading."""
        if self.mark is None:
            return text
        note = f'\n\n::: {{.callout-warning title="A small edition"}}\n{self.mark}\n:::\n'
        return HEADING.sub(lambda match: match[0] + note, text, count=1)


def stage_book(
    *,
    book_source: Path,
    chapters: Sequence[Path],
    executed: Path,
    results: Path,
    target: Path,
    profile: str,
    edition: str,
    mark: str | None = None,
) -> None:
    """Write the folder that both engines read.

    Prose, options and captions come from the chapters as they are now, outputs from their
    executed copies. Equal input gives equal bytes.

    Parameters
    ----------
    book_source
        Folder with ``_quarto.yml``, the pages that are not chapters, bibliography and theme.
    chapters
        Chapters in reading order (jupytext percent format).
    executed
        Folder with the executed copies, ``<stem>.ipynb``.
    results
        Folder with what the chapters published, ``<stem>.json``.
    target
        The folder to write anew; it keeps its contents if staging fails.
    profile, edition
        Printed in the foot of each page.
    mark
        Words of the note that each page carries, for editions too small to decide anything.

    Raises
    ------
    BookError
        If a chapter's code differs from its executed copy, or a name is used and not published,
        published twice, or a prefix of another.
    """
    files = [results / f"{chapter.stem}.json" for chapter in chapters]
    staging = Staging(published_texts(files), mark)
    with fresh_folder(target) as folder:
        shutil.copytree(book_source, folder, ignore=NOT_STAGED, dirs_exist_ok=True)
        for chapter in chapters:
            notebook = staged_notebook(chapter, executed / f"{chapter.stem}.ipynb", staging)
            text = nbformat.writes(notebook, version=nbformat.NO_CONVERT)
            (folder / f"{chapter.stem}.ipynb").write_text(text + "\n", encoding="utf-8")
        for page in sorted(folder.glob("*.qmd")):
            text = staging.filled(page.read_text(encoding="utf-8"), file=page.name)
            text = with_figures(staging.marked(text), page=page.name, book=folder)
            page.write_text(text, encoding="utf-8")
        _write_settings(folder, chapters, foot=f"Edition {edition}, profile {profile}.")
        _write_variables(folder, staging.values)
        if staging.unknown:
            headline = "The book names results that do not exist."
            raise BookError(headline, staging.unknown)


def staged_notebook(chapter: Path, executed: Path, staging: Staging) -> Any:
    """Notebook with the chapter's text and the executed copy's outputs.

    Parameters
    ----------
    chapter
        The chapter's source.
    executed
        Its executed copy.
    staging
        Values and mark.

    Returns
    -------
    NotebookNode
        Without time stamps, execution counts, injected parameters and random cell ids.

    Raises
    ------
    BookError
        If the code cells of the two do not match one to one.
    """
    source = jupytext.read(chapter)
    outputs = iter(_matched_outputs(chapter, source, executed))
    notebook = nbformat.v4.new_notebook(metadata=KERNEL)
    for i, cell in enumerate(source.cells):
        if cell.cell_type == "code":
            staged = nbformat.v4.new_code_cell(
                _staged_code(cell, staging, file=chapter.name, position=i),
                outputs=_staged_outputs(next(outputs), staging, chapter.name),
                execution_count=None,
            )
        else:
            text = staging.filled(cell.source, file=chapter.name)
            staged = nbformat.v4.new_markdown_cell(staging.marked(text) if i == 0 else text)
        staged.id = f"cell-{i + 1:03d}"
        notebook.cells.append(staged)
    return notebook


def _matched_outputs(chapter: Path, source: Any, executed: Path) -> list[list[Any]]:
    if not executed.exists():
        msg = f"{chapter.name}: no executed copy at {executed}. Remedy: execute the chapter."
        raise BookError(msg)
    ours = [cell for cell in source.cells if cell.cell_type == "code"]
    copy = nbformat.read(executed, as_version=4)
    theirs = [cell for cell in copy.cells if cell.cell_type == "code" and not _injected(cell)]
    stale = [
        f"{chapter.name}: {cell_name(mine, i)}: the code differs from the executed copy."
        for i, (mine, other) in enumerate(zip(ours, theirs, strict=False))
        if not same_code(mine.source, other.source)
    ]
    if len(ours) != len(theirs):
        stale.append(f"{chapter.name}: {len(ours)} code cells, {len(theirs)} in the executed copy.")
    if stale:
        headline = f"{chapter.name} must be executed again: its code is not what was executed."
        raise BookError(headline, stale)
    return [cell.outputs for cell in theirs]


def _injected(cell: Any) -> bool:
    return "injected-parameters" in cell.metadata.get("tags", [])


def same_code(one: str, other: str) -> bool:
    r"""Whether two cells run the same, whatever their comments, options and layout.

    Examples
    --------
    >>> same_code("#| label: fig-a\nx = 1", "x = 1  # one")
    True
    >>> same_code("x = 1", "x = 2")
    False
    """
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except SyntaxError:
        return split_options(one)[1] == split_options(other)[1]


def _staged_code(cell: Any, staging: Staging, *, file: str, position: int) -> str:
    try:
        options, code = split_options(cell.source)
    except ValueError as error:
        msg = f"{file}: {cell_name(cell, position)}: {error}"
        raise BookError(msg) from error
    if "parameters" in cell.metadata.get("tags", []):
        options["include"] = False
    filled = {name: _filled_option(value, staging, file) for name, value in options.items()}
    lines = [
        f"#| {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in filled.items()
    ]
    return "\n".join([*lines, code])


def _filled_option(value: Any, staging: Staging, file: str) -> Any:
    if isinstance(value, str):
        return " ".join(staging.filled(value, file=file).split())
    if isinstance(value, list):
        return [_filled_option(item, staging, file) for item in value]
    return value


def _staged_outputs(outputs: Sequence[Any], staging: Staging, file: str) -> list[Any]:
    """What a page shows of a cell: not its warnings, which hold times and addresses."""
    return [
        _staged_output(output, staging, file)
        for output in outputs
        if output.get("name") != "stderr"
    ]


def _staged_output(output: Any, staging: Staging, file: str) -> Any:
    output = nbformat.from_dict(dict(output))
    output.pop("execution_count", None)
    if output.output_type == "execute_result":
        output.output_type = "display_data"
    if output.output_type == "display_data":
        images = [kind for kind in output.data if kind in IMAGE_TYPES]
        if images:
            output.data.pop("text/plain", None)
        output.metadata = {k: output.metadata[k] for k in images if k in output.metadata}
        if "text/markdown" in output.data:
            text = "".join(output.data["text/markdown"])
            output.data["text/markdown"] = staging.filled(text, file=file)
    return output


def _write_settings(folder: Path, chapters: Sequence[Path], *, foot: str) -> None:
    path = folder / "_quarto.yml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    pages = settings["book"]["chapters"]
    settings["book"]["chapters"] = [
        *pages[:1],
        *(f"{chapter.stem}.ipynb" for chapter in chapters),
        *pages[1:],
    ]
    settings["book"]["page-footer"] = {"left": foot}
    works = _works_cited(folder, settings["bibliography"])
    settings["nocite"] = ", ".join(f"@{work}" for work in works)
    _write_yaml(path, settings)


def _works_cited(folder: Path, bibliography: str) -> list[str]:
    """Works that any page cites: with all of them on each, 2022a is everywhere the same."""
    known = BIBLIOGRAPHY_KEY.findall((folder / bibliography).read_text(encoding="utf-8"))
    pages = [*folder.glob("*.ipynb"), *folder.glob("*.qmd")]
    cited = set(re.findall(r"@([\w-]+)", "\n".join(page.read_text("utf-8") for page in pages)))
    return [work for work in known if work in cited]


def _write_variables(folder: Path, values: Mapping[str, str]) -> None:
    _write_yaml(folder / "_variables.yml", nested(values))


def _write_yaml(path: Path, content: object) -> None:
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)
    path.write_text(text, encoding="utf-8")
