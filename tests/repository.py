"""A copy of the repository in which a test may build, edit and kill."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("data", "model", "analysis", "report", "pyproject.toml", "requirements.lock")


@dataclass(frozen=True)
class Repository:
    """A working copy.

    Parameters
    ----------
    root
        Its folder.
    """

    root: Path

    @property
    def smoke(self):
        return self.root / "build" / "smoke"

    def start(self, *arguments):
        """Start a build and go on."""
        return subprocess.Popen(
            [sys.executable, "-m", "report", *arguments],
            cwd=self.root,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def report(self, *arguments):
        """Run a build to its end; its exit status and what it printed."""
        process = self.start(*arguments)
        printed, _ = process.communicate(timeout=900)
        return process.returncode, printed

    def kill_after(self, seconds, *arguments):
        """Kill a build after some seconds; whether it was still running."""
        process = self.start(*arguments)
        time.sleep(seconds)
        running = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return running

    def steps(self):
        """Outcome of each step in the last build, by name."""
        return json.loads((self.smoke / "build.json").read_text("utf-8"))["steps"]

    def ran(self):
        """Steps that the last build ran."""
        return {name for name, outcome in self.steps().items() if outcome == "SUCCESS"}

    def results(self):
        """Published results that do not depend on the machine."""
        return {
            file.stem: {
                name: result
                for name, result in json.loads(file.read_text("utf-8")).items()
                if not result.get("measured_here")
            }
            for file in sorted((self.smoke / "results").glob("*.json"))
        }

    def edit(self, file, old, new):
        """Replace a text in a file, once."""
        path = self.root / file
        text = path.read_text("utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), "utf-8")


def copied(folder):
    """A copy of the repository without what it has built."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(
                source, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.ipynb")
            )
        else:
            shutil.copy2(source, folder / part)
    return Repository(folder)
