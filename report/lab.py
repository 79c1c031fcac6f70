"""`python -m report.lab`: JupyterLab on the chapters; what `nox -s lab` calls.

Each chapter has a notebook in ``build/lab/``, paired by jupytext with its ``.py``: saving the one
writes the other, and opening it takes the text that is newer in the ``.py``.
"""

import os
import sys
from pathlib import Path

import jupytext

from data.atomic import replacing
from report.chapters import chapter_files
from report.settings import ROOT

FOLDER = ROOT / "build" / "lab"


def make_notebooks(folder: Path = FOLDER) -> None:
    """Make a notebook of each chapter that has none in `folder` yet."""
    for chapter in chapter_files():
        target = folder / f"{chapter.stem}.ipynb"
        if not target.exists():
            with replacing(target) as partial:
                jupytext.write(jupytext.read(chapter), partial)
            changed = chapter.stat().st_mtime
            os.utime(target, (changed, changed))  # not newer than the chapter, which decides


def main() -> None:
    """Open JupyterLab; this process becomes its server."""
    make_notebooks()
    place = FOLDER.relative_to(ROOT).as_posix()
    lab = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={ROOT}"]
    lab += [f"--LabApp.default_url=/lab/tree/{place}", *sys.argv[1:]]
    os.chdir(ROOT)
    os.execv(sys.executable, lab)  # noqa: S606 - the arguments are ours and the person's own


if __name__ == "__main__":
    main()
