"""`python -m report`: what `nox -s report` calls."""

import argparse
import os
import sys
import threading
import time
from pathlib import Path

from data.celeba import SPLITS
from report.build import BuildError, Options, build
from report.chapters import chapter_named
from report.engines import choose_engine
from report.settings import ROOT, profile_names, read_settings

FOLLOW_VARIABLE = "REPORT_ENDS_WITH_PARENT"
INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """The command line."""
    command = argparse.ArgumentParser(
        prog="nox -s report --",
        description="Build an edition of the series: images, networks, z-points, chapters, book.",
        allow_abbrev=False,
    )
    add = command.add_argument
    add("--profile", default="laptop", help=f"how much work: {', '.join(profile_names())}")
    add("--images", type=Path, metavar="PATH", help="CelebA or other images, folder or zip")
    add("--split", default="auto", choices=SPLITS, help="which of these images are for testing")
    add("--skip-bad", action="store_true", help="leave out images that cannot be used")
    add("--engine", default="auto", choices=("auto", "quarto", "pandoc"), help="who makes the book")
    add("--only", metavar="CHAPTER", help="this chapter and what it needs, such as 6; no book")
    add("--dry-run", action="store_true", help="say what would run, and run nothing")
    add("--explain", action="store_true", help="say what would run and why, and run nothing")
    add("--build", type=Path, default=ROOT / "build", metavar="PATH", help="holds the editions")
    return command


def main(arguments: list[str] | None = None) -> int:
    """Build an edition; 0 if all went well."""
    if os.environ.get(FOLLOW_VARIABLE):
        end_with_parent()
    given = parser().parse_args(arguments)
    try:
        settings = read_settings(
            given.profile, images=given.images, split=given.split, skip_bad=given.skip_bad
        )
        settings.image_source()
        choose_engine(given.engine)
        options = Options(
            engine=given.engine,
            only=None if given.only is None else chapter_named(given.only).stem,
            dry_run=given.dry_run,
            explain=given.explain,
        )
        return 0 if build(settings, given.build.resolve() / settings.name, options) else 1
    except (ValueError, OSError, BuildError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. What is done is kept: the next run goes on from there.", file=sys.stderr)
        return INTERRUPTED


def end_with_parent() -> None:
    """End this process when the one that started it does, such as a killed nox."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(INTERRUPTED)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    status = main()
    if status == INTERRUPTED:
        sys.stderr.flush()
        os._exit(status)  # kernels and workers end when they see their parent gone
    sys.exit(status)
